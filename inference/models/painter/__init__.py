"""The painter: FLUX.2-klein-4B extends the mural by outpainting."""
