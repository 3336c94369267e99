"""The sound of a world: a score for every strip, made of its palette and its direction, and the score as a WAV.

``score`` is pure and light: it is what pages and events carry. ``compose`` says which notes and sounds a score means,
step by step, and is mirrored by ``static/js/sound/compose.js``. ``render`` plays them into a file. docs/sound.md tells
the whole of it.
"""
