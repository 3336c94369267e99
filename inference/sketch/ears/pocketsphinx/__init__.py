"""Ears for machines on which Moonshine does not run: pocketsphinx with a language model of narration."""
