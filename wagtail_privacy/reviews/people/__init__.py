"""Who sees to a review."""
