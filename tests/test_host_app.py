"""Runs a host that extends the plugin, and then the same site without the app that did so.

Which apps there are is chosen once a process, so each site has one of its own. Both use one database file.
"""

from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.other_site import PROJECT, run_tests

CATALOGUE = PROJECT / "tests" / "hostapp" / "locale" / "en" / "LC_MESSAGES" / "django.po"


def run(site: str, settings: str, directory: Path, database: str = "site") -> str:
    """What pytest prints for ``tests/hostapp/test_<site>.py``; fails where one of its tests fails."""
    return run_tests(
        "tests/hostapp",
        settings,
        PRIVACY_TEST_DATABASE_URL=f"sqlite:///{directory / database}.sqlite3",
        PRIVACY_TEST_HOST_APP=site,
        PRIVACY_TEST_LOCALE=str(directory / "locale"),
    )


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the two sites keep their database, and the wording of the host as Django reads it."""
    path = tmp_path_factory.mktemp("host")
    messages = path / "locale" / "en" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    with CATALOGUE.open("rb") as source, (messages / "django.mo").open("wb") as target:
        write_mo(target, read_po(source))
    return path


def test_a_host_extends_the_plugin_and_later_does_without_the_app(directory: Path) -> None:
    assert " passed" in run("installed", "tests.settings_host_app", directory)
    assert " passed" in run("removed", "tests.settings", directory)


@pytest.mark.browser
def test_the_editor_of_such_a_host_in_a_browser(directory: Path) -> None:
    assert "1 passed" in run("picker", "tests.settings_host_app", directory, "picker")
