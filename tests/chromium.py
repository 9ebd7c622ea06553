"""Finds the Chromium of the browser tests; run as ``python -m tests.chromium`` it installs a missing one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "No Chromium found for the browser tests. Install one (on Debian or Ubuntu: sudo apt-get install chromium), "
    "or name the program in the environment variable CHROMIUM, or leave these tests out with PRIVACY_SKIP_BROWSER=1."
)


def find() -> str | None:
    """The path of a Chromium or Chrome: the one that ``CHROMIUM`` names, else the first on ``PATH``; None without."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium with apt-get, which only root can do; otherwise nothing happens."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
        print("apt-get", *arguments, flush=True)
        subprocess.run([apt, *arguments], check=False, env=environment, stdout=sys.stderr)


def main() -> int:
    if os.environ.get("PRIVACY_SKIP_BROWSER") == "1":
        print("PRIVACY_SKIP_BROWSER=1: the browser tests are left out.")
        return 0
    if find() is None:
        install()
    path = find()
    if path is None or not Path(path).exists():
        print(ADVICE, file=sys.stderr)
        return 1
    print(f"Chromium: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
