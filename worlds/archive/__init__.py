"""The archive: a world in one zip file, from which another Lightloom makes the same world again.

``manifest.py`` is the format, ``packing.py`` writes it, ``unpacking.py`` reads what may be anything, ``inspecting.py``
says whether a file is what it claims to be. Nothing here changes a row: bringing a world back is
``worlds/actions/world/import_archive.py``. The format is told in docs/archive.md.
"""
