"""Runs every benchmark: ``python -m benchmarks``."""

from benchmarks import archive, difference, public_page, publishing, visible

public_page.main()
archive.main()
publishing.main()
difference.main()
visible.main()
