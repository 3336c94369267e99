"""What may cross the border of the inference service: jobs and results, geometry, files and their formats,
sheets, scores.

``worlds/`` imports from here and from nowhere else in ``inference/``, but for the exceptions that the import contract
in pyproject.toml names. Nothing here imports an engine.
"""
