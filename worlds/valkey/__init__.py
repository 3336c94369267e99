"""What the story keeps in Valkey or asks of it: presence, waiting times, and whether the service is whole."""
