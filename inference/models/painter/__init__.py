"""The painter: FLUX.2-klein-4B carries the mural on by outpainting."""
