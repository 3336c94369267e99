"""What becomes of a world: finishing it, making things from it, asking it, archives, weaving on, repair."""
