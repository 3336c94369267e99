"""The score of a strip, as data, and what it is made of. Which notes it means is in ``inference.sound``."""
