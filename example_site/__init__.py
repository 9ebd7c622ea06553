"""A trust and its five schools: the demo of the package, and a model of a host that uses it."""
