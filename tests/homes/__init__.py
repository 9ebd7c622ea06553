"""The app of a host with a type of home page."""
