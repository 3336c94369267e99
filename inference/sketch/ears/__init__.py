"""The sketch ears: Moonshine, pocketsphinx where that cannot run, and Whisper by name."""
