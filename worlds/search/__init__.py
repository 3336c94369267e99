"""The search over finished worlds and galleries: what is indexed, and how it is queried."""
