"""What callers of the inference service may import: jobs and results, geometry, file formats, manifests, scores.

At the top are the records of one piece and one world; ``speech`` is about audio, ``sound`` about scores, ``files``
about storage and formats, ``makings`` about what the studio makes. ``worlds/`` imports from here and from nowhere else
in ``inference/``, but for the exceptions in the import contract of pyproject.toml. Nothing here imports an engine.
"""
