"""Promoting library items and merging them, with what that does to notices."""
