"""The director: MiniCPM5-1B, held to a compact form of a Direction, with a memory of the story so far."""
