"""The pages of a world, each part with its own module."""
