"""The sound of a world: the scores of its strips as notes and sounds, and these as a WAV.

``compose`` says which notes and sounds a score means, step by step; ``static/js/sound/compose.js`` is its twin.
``render`` plays them into a file. ``inference.contract.sound`` makes the scores. docs/sound.md describes the whole.
"""
