"""The studio: what is made from a world beside its weaving: tiles, depth, films, files to take away.

Everything is made in steps of some seconds (``steps.py``), so that a thing of any length has progress, can be
cancelled, and goes on after a worker died where it was. A maker reads pixels and writes files through the storage; it
knows neither rooms nor Postgres.
"""
