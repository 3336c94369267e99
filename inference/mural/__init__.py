"""The mural's own pixels: the outpaint canvas, the jobs that paint strips and layers on it,
and the stitching of the whole."""
