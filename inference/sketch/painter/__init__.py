"""The sketch painter: places the things of a direction in a landscape and paints it; its relief is exact."""
