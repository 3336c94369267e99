"""A room and who sits in it: opening, seats, turns, kept voices."""
