"""What every engine shares: the protocols of the five jobs, the admission queue in front of them,
and the lexicon that all directors read."""
