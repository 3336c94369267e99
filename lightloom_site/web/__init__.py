"""The web process: Daphne with backpressure, over HTTP or HTTPS."""
