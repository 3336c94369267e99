"""The web process: Daphne, at the pace of whoever is at the other end, over HTTP or HTTPS."""
