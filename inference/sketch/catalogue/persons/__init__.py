"""Persons: one body, dressed for about seventy roles."""
