"""What the sketch painter paints with: buffers, sky, land, plants and weather by absolute place, and brush strokes."""
