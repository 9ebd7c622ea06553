"""The list, the panel and the badge."""
