"""The archive: a world in one zip file, from which another Lightloom makes the same world again.

``manifest.py`` is the format, ``pack.py`` writes it (as a ``stored_zip.py``), ``unpack.py`` reads what nobody can
trust, ``file_checks.py`` checks the files in it. Nothing here changes a row: importing a world is
``worlds/actions/world/import_archive.py``. The format is described in docs/archive.md.
"""
