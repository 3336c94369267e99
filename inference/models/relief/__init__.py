"""The relief: Depth-Anything-V2-Small, aligned to the mural's own scale."""
