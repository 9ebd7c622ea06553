"""The matrix of supported versions: ``make matrix`` runs everything, ``nox --list`` names the sessions.

A Python that is not on ``PATH`` is an error: a matrix with holes proves nothing. With pyenv, ``make matrix`` puts its
versions on ``PATH``.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = True
nox.options.stop_on_first_error = False

TEST = ("--group", "test")


@dataclass(frozen=True)
class Combination:
    """One supported set of versions; each Wagtail and each Django meets both databases."""

    python: str
    wagtail: str
    django: str
    database: str

    def __str__(self) -> str:
        return f"wagtail {self.wagtail}, django {self.django}, {self.database}"


COMBINATIONS = (
    Combination("3.11", "7.4", "5.2", "postgres"),
    Combination("3.11", "8.0", "5.2", "sqlite"),
    Combination("3.12", "7.4", "5.2", "sqlite"),
    Combination("3.12", "7.4", "6.0", "postgres"),
    Combination("3.12", "8.0", "5.2", "postgres"),
    Combination("3.12", "8.0", "6.1", "sqlite"),
    Combination("3.13", "7.4", "6.0", "sqlite"),
    Combination("3.13", "8.0", "5.2", "sqlite"),
    Combination("3.13", "8.0", "6.1", "postgres"),
)
NEWEST = COMBINATIONS[-1]


def _install(session: nox.Session, *requirements: str, editable: str = ".") -> None:
    session.install("--upgrade", "pip>=25.1")
    session.install("--editable", editable, *requirements, *TEST)


def _pytest(session: nox.Session, *arguments: str, database: str, settings: str = "tests.settings") -> None:
    environment = {"PRIVACY_TEST_DB": database, "DJANGO_SETTINGS_MODULE": settings}
    command = ("python", "-m", "pytest", "--numprocesses=2", "--dist=loadgroup", "-m", "not browser")
    session.run(*command, *arguments, *session.posargs, env=environment)


@nox.session
@nox.parametrize(
    ("python", "combination"),
    [nox.param(entry.python, entry, id=f"{entry.python}, {entry}") for entry in COMBINATIONS],
)
def tests(session: nox.Session, combination: Combination) -> None:
    """The suite without browser journeys and, as for most sites, without wagtail-localize."""
    _install(session, f"wagtail~={combination.wagtail}.0", f"Django~={combination.django}.0")
    _pytest(session, database=combination.database)


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """The oldest version of every dependency that pyproject.toml allows."""
    _install(session, "--constraint", "tests/lowest-versions.txt")
    _pytest(session, database="sqlite")


@nox.session(python=NEWEST.python)
def custom_page(session: nox.Session) -> None:
    """A host with its own base page model, which only Wagtail 8.0 and newer allow."""
    _install(session, f"wagtail~={NEWEST.wagtail}.0", f"Django~={NEWEST.django}.0")
    rooms = ("tests/custom_page", "tests/organisations", "tests/library")
    _pytest(session, *rooms, database="postgres", settings="tests.settings_custom_page")


@nox.session(python=NEWEST.python)
def localize(session: nox.Session) -> None:
    """A host that translates with wagtail-localize."""
    _install(session, f"wagtail~={NEWEST.wagtail}.0", f"Django~={NEWEST.django}.0", editable=".[localize]")
    _pytest(session, database="sqlite", settings="tests.settings_localize")


@nox.session(python=NEWEST.python)
def wheel(session: nox.Session) -> None:
    """The built wheel alone, in an empty environment and away from the sources."""
    project = Path.cwd()
    with tempfile.TemporaryDirectory() as directory:
        session.run("python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", directory, ".")
        (built,) = Path(directory).glob("*.whl")
        session.install(os.fspath(built))
        session.chdir(directory)
        session.run("python", os.fspath(project / "scripts" / "smoke_wheel.py"))
