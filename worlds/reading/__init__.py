"""Rows as pages, socket and HTTP API show them. Reads only."""
