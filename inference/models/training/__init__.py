"""Training a style LoRA for the painter from a folder of pictures."""
