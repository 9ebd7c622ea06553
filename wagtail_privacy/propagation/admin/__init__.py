"""The screens about whom a change touches."""
