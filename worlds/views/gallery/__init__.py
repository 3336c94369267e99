"""The pages of galleries, the search and the feeds."""
