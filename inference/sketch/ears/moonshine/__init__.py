"""The embedded ears: Moonshine tiny-en, a small model of speech for the processor."""
