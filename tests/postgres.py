"""A throw-away PostgreSQL cluster for a test run, as a pytest plugin.

``PRIVACY_TEST_DB`` chooses the database of the whole run:

- ``sqlite`` (the default): SQLite in memory; tests marked ``postgres`` are skipped and say so;
- ``postgres``: a cluster of our own, or an error where the binaries are missing;
- ``auto``: ``postgres`` where the binaries are, else ``sqlite``.

The cluster has a directory, a Unix socket and no TCP port of its own. It belongs to a keeper process (this file run as
a script), which stops the server and removes the directory as soon as its standard input ends: also when the run is
killed. Workers of pytest-xdist inherit the address through the environment and make a database each.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote

import pytest

ADDRESS = "PRIVACY_TEST_DATABASE_URL"
CHOICE = "PRIVACY_TEST_DB"
START_SECONDS = 60
SUPERUSER = "privacy"

_keeper: subprocess.Popen[str] | None = None


def find_binaries() -> Path | None:
    """The directory that holds ``initdb`` and ``postgres``, or None.

    Looked for in ``PRIVACY_POSTGRES_BIN``, beside ``pg_config``, on ``PATH`` and where Debian keeps its versions.
    """
    candidates: list[Path] = []
    if named := os.environ.get("PRIVACY_POSTGRES_BIN"):
        candidates.append(Path(named))
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(answer.stdout.strip()))
    if initdb := shutil.which("initdb"):
        candidates.append(Path(initdb).resolve().parent)
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(versions, key=lambda path: float(path.parent.name), reverse=True)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "postgres").exists()), None)


def _start_keeper() -> str:
    global _keeper  # noqa: PLW0603
    _keeper = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl+C must reach pytest alone, which then lets the keeper go in order.
        start_new_session=True,
    )
    assert _keeper.stdout is not None
    address = _keeper.stdout.readline().strip()
    if not address:
        message = "PostgreSQL did not start; see the messages above."
        raise pytest.UsageError(message)
    return address


def _stop_keeper() -> None:
    global _keeper  # noqa: PLW0603
    if _keeper is not None:
        _keeper.communicate(timeout=START_SECONDS)
        _keeper = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before pytest-django reads the settings, so that they find the address of the database."""
    choice = os.environ.get(CHOICE, "sqlite")
    if choice not in {"sqlite", "postgres", "auto"}:
        message = f"{CHOICE} must be sqlite, postgres or auto, not {choice!r}."
        raise pytest.UsageError(message)
    wanted = choice == "postgres" or (choice == "auto" and find_binaries() is not None)
    if wanted and ADDRESS not in os.environ:
        os.environ[ADDRESS] = _start_keeper()
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Leave the test database to the cluster, which goes as a whole.

    A thread of the live server may still be connected when a run ends, and PostgreSQL drops no database in use.
    """
    if ADDRESS in os.environ:
        config.option.reuse_db = True


def pytest_unconfigure() -> None:
    _stop_keeper()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if ADDRESS in os.environ:
        return
    reason = f"needs PostgreSQL: run with {CHOICE}=postgres"
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason=reason))


def _account() -> tuple[int | None, int | None]:
    """User and group of the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None, None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return entry.pw_uid, entry.pw_gid


def _make_cluster(binaries: Path, directory: Path) -> None:
    user, group = _account()
    if user is not None and group is not None:
        os.chown(directory, user, group)
    options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    initdb = [binaries / "initdb", "-D", directory / "data", *options]
    made = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd=directory, user=user, group=group)
    if made.returncode:
        raise RuntimeError(made.stdout + made.stderr)


def _start_server(binaries: Path, directory: Path) -> subprocess.Popen[bytes]:
    user, group = _account()
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(directory),
        "max_connections": "200",
        # Nothing here outlives the run, so nothing has to reach the disk.
        "fsync": "off",
        # Tables of tests are never analysed, so that every larger query would be compiled first.
        "jit": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    command = [
        binaries / "postgres",
        "-D",
        directory / "data",
        *(f"--{name}={value}" for name, value in options.items()),
    ]
    with (directory / "log").open("wb") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=directory, user=user, group=group
        )


def _wait_until_ready(binaries: Path, directory: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    ready = [binaries / "pg_isready", "-q", "-h", directory, "-U", SUPERUSER]
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((directory / "log").read_text())
        time.sleep(0.1)


def _keep() -> int:
    binaries = find_binaries()
    if binaries is None:
        print("No PostgreSQL binaries found: install postgresql or set PRIVACY_POSTGRES_BIN.", file=sys.stderr)
        return 1
    # Not TMPDIR: the path of a Unix socket may have 107 characters at most.
    directory = Path(tempfile.mkdtemp(prefix="privacy-postgres-", dir="/tmp"))
    server: subprocess.Popen[bytes] | None = None
    try:
        _make_cluster(binaries, directory)
        server = _start_server(binaries, directory)
        _wait_until_ready(binaries, directory, server)
        print(f"postgres://{SUPERUSER}@{quote(str(directory), safe='')}/postgres", flush=True)
        sys.stdin.read()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if server is not None:
            # A fast shutdown: a killed run may have left connections, which must not hold it up.
            server.send_signal(signal.SIGINT)
            server.wait()
        shutil.rmtree(directory, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(_keep())
