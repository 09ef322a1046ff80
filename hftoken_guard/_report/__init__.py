"""A case in words: the problem as data, its texts filled with names, the layout, how a job ends."""
