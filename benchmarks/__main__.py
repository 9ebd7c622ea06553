"""Runs every benchmark: ``python -m benchmarks``."""

from benchmarks import difference, public_page, publishing, visible

public_page.main()
publishing.main()
difference.main()
visible.main()
