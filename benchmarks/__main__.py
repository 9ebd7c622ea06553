"""Runs every benchmark: ``python -m benchmarks``."""

from benchmarks import difference, public_page

public_page.main()
difference.main()
