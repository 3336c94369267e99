"""The models' weights on the hub and on the disk: which they are, how they come here,
and the command that fetches them."""
