"""The admin screens about the versions of a notice."""
