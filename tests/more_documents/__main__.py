"""Publishes the six documents in a database of tests and prints how their facts are said."""

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "-s", "--numprocesses=0", "--tb=short", str(Path(__file__).parent)]))
