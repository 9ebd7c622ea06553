"""The record of reviews: sealed when it is written, and verified with that of versions."""
