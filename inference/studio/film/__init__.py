"""The film of a world: its shots as moving pictures with depth, captions, its own sound and the kept voices.

``timeline`` decides what is seen, heard and read when, and is pure; ``camera`` says where the view is. ``parallax``
(part of the mural with depth) and ``overview`` (the mural from afar) draw pictures, ``typesetting`` words; ``frames``
puts a frame together. ``soundtrack`` mixes the sound, ``encoding`` writes files, and ``maker`` does it all in steps.
docs/film.md describes the whole.
"""
