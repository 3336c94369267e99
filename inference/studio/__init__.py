"""The studio: what is made from a world beside its weaving: tiles, depth, films, files to take away.

Everything is made in steps of some seconds (``runner.py``), so a making of any length has progress, can be cancelled,
and continues after a worker died. A maker reads pixels and writes files through the storage; it knows neither rooms nor
Postgres.
"""
