"""The ears: NVIDIA's Parakeet-CTC-1.1B through NeMo, in batches for all rooms."""
