"""A notice that a trust writes once and rolls out to its schools."""
