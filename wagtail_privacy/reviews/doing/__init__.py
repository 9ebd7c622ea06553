"""Doing a review: what has to be seen, what came of it, and why it may be refused."""
