"""The pixels of the mural: the canvas, the jobs that paint pieces on it, reading it, and finishing it."""
