"""The things that the sketch painter can draw, by kind, and the registry that finds them."""
