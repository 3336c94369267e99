"""What the five models share: device and options, preflight checks, loading and warm-up, CUDA graphs,
and the service that puts the models behind the engine's interface."""
