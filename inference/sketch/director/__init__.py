"""The sketch director: from a phrase to a Direction, by lexicon and rules."""
