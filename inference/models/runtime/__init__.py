"""What the five models stand on: device and options, preflight, loading, warm-up,
and the facade that jobs meet meanwhile."""
