"""The home page of each school, and the look of the host."""
