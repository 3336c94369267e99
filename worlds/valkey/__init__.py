"""What the story keeps in Valkey or reads from it: presence, latency, and whether the service is healthy."""
