"""Runs every benchmark: ``python -m benchmarks``."""

from benchmarks import difference, public_page, visible

public_page.main()
difference.main()
visible.main()
