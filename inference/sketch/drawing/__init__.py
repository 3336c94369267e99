"""What the sketch painter draws with: the canvas it draws on, land, sky,
plants and weather by absolute place, and the brush."""
