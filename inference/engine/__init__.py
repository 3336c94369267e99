"""What every engine shares: the protocols of the five jobs, the line in front of them,
the words that directors read alike."""
