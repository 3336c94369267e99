"""The models' weights on the model hub and on the disk: the registry of the five models, their download,
and the command for it."""
