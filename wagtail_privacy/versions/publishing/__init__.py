"""From a notice that is about to be published to a stored version."""
