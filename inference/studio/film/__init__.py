"""The film of a world: its shots as moving pictures with depth, its narration as captions,
its own sound and the kept voices.

``timing`` decides what is seen, heard and read when, and is pure; ``camera`` says where the view is; ``stage`` (a place
with depth) and ``ribbon`` (the mural from afar) draw pictures, ``lettering`` words; ``frames`` puts a frame together;
``sounding`` mixes the sound, ``encoding`` writes files, and ``maker`` does it all in steps. docs/film.md tells the
whole of it.
"""
