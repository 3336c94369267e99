"""Galleries and what hangs in them, likes and reports."""
