"""The sketch art director: titles, captions and shots from the directions, and answers out of the narration."""
