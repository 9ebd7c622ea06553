"""Runs every benchmark: ``python -m benchmarks``."""

from benchmarks import public_page

public_page.main()
