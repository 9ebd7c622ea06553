"""The package as a whole: versions, migrations, what is shipped."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import wagtail_privacy

PROJECT = Path(__file__).resolve().parent.parent
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def django_admin(*arguments: str, settings: str = "tests.settings") -> subprocess.CompletedProcess[str]:
    """Django's command line in a process of its own, where migrations are what they are for a host."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PRIVACY_TEST", "DATABASE"))
    }
    return subprocess.run(
        [sys.executable, "-m", "django", *arguments, "--settings", settings],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_lowest_versions_are_those_that_the_package_names():
    bounds = dict(
        re.fullmatch(r"([\w-]+)>=([\d.]+).*", entry).groups() for entry in METADATA["project"]["dependencies"]
    )
    lines = (PROJECT / "tests" / "lowest-versions.txt").read_text(encoding="utf-8").splitlines()
    assert bounds == dict(line.split("==") for line in lines if not line.startswith("#"))


def test_the_changelog_names_the_version():
    assert f"\n## {wagtail_privacy.__version__}" in (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_package_says_that_it_is_typed():
    assert (PROJECT / "wagtail_privacy" / "py.typed").exists()


def test_migrations_match_the_models():
    answer = django_admin("makemigrations", "wagtail_privacy", "wagtail_privacy_pages", "--check", "--dry-run")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_migrations_run_from_nothing():
    answer = django_admin("migrate", "--verbosity", "0")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_migrations_name_no_model_that_a_host_may_swap():
    """A host's own base page has another name, and so has a custom user."""
    migrations = [*PROJECT.glob("wagtail_privacy/migrations/0*.py")]
    assert migrations
    for path in migrations:
        assert "wagtailcore.page'" not in path.read_text(encoding="utf-8").lower().replace('"', "'"), path
        assert "auth.user'" not in path.read_text(encoding="utf-8").lower().replace('"', "'"), path


@pytest.mark.parametrize("settings", ["tests.settings", "tests.settings_localize"])
def test_system_checks_are_silent(settings):
    if settings.endswith("localize"):
        pytest.importorskip("wagtail_localize")
    answer = django_admin("check", "--fail-level", "WARNING", settings=settings)
    ours = [line for line in answer.stderr.splitlines() if "wagtail_privacy" in line]
    assert ours == [], answer.stderr


def test_search_is_wagtail_s_own():
    """Beside ``wagtail.search``, the app ``modelsearch`` would index everything twice."""
    for path in [*PROJECT.glob("tests/settings*.py"), PROJECT / "example_site" / "settings.py"]:
        assert '"modelsearch"' not in path.read_text(encoding="utf-8")
