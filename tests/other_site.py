"""Runs the tests of another site in a process of its own: which apps there are, and the page model, is chosen once."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def run_tests(directory: str, settings: str, **environment: str) -> str:
    """What pytest prints for the tests in ``directory`` under these settings; fails where one of them fails."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PRIVACY_TEST", "PYTEST", "COV"))
    }
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", directory, "--quiet", "-p", "no:cacheprovider"],
        cwd=PROJECT,
        env={**inherited, "DJANGO_SETTINGS_MODULE": settings, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout
