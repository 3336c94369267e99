"""The director: MiniCPM5-1B, held to a shorthand, with a memory of the world so far."""
