"""The life of a phrase: said, corrected, painted as a strip or a layer, taken down."""
