"""Runs every benchmark: ``python -m benchmarks``. Each in a process of its own, with a site of its own."""

import subprocess
import sys

NAMES = (
    "public_page", "archive", "publishing", "difference", "visible", "editor", "propagation", "reviews", "passages",
    "translations_report",
)  # fmt: skip

for name in NAMES:
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
