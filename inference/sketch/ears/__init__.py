"""The sketch ears: pocketsphinx with a language model of narration."""
