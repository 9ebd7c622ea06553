"""The fixtures themselves: trees, people, databases."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from urllib.parse import unquote

import pytest
import swapper
from django.db import connection
from django.test import Client
from wagtail.models import Site

from tests import postgres
from tests.flushing import reads_the_demo

PROJECT = Path(__file__).resolve().parent.parent


@pytest.mark.django_db
def test_the_tree_is_built_in_a_rolled_back_test(wagtail_tree):
    assert Site.objects.count() == 3
    assert wagtail_tree.alpha_home.get_site() == wagtail_tree.alpha_site


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_the_tree_is_built_again_after_a_flush(_round, wagtail_tree):
    page_model = swapper.load_model("wagtailcore", "Page")
    assert page_model.objects.filter(depth=2).count() == 3
    assert page_model.find_problems() == ([], [], [], [], [])


def test_whoever_deals_out_the_tests_knows_which_read_the_demo(request):
    asking = {item.nodeid.split("::")[0] for item in request.session.items if "demo" in item.fixturenames}
    assert {file for file in asking if not reads_the_demo(file)} == set()


def test_each_school_is_part_of_the_trust(site_tree):
    assert [site_tree.alpha.parent, site_tree.beta.parent] == [site_tree.trust, site_tree.trust]


@pytest.mark.parametrize(
    ("persona", "alpha", "beta"),
    [("trust_editor", True, True), ("school_editor", True, False), ("other_school_editor", False, True)],
)
def test_personas_work_on_their_own_pages_only(persona, alpha, beta, site_tree, request):
    user = request.getfixturevalue(persona)
    assert not user.is_superuser
    reached = [home.permissions_for_user(user).can_publish() for home in (site_tree.alpha_home, site_tree.beta_home)]
    assert reached == [alpha, beta]


def test_personas_reach_the_admin(school_editor):
    client = Client()
    client.force_login(school_editor)
    assert client.get("/admin/").status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db
def test_tests_marked_postgres_run_on_postgresql():
    assert connection.vendor == "postgresql"


def test_the_server_goes_when_its_run_is_killed():
    if postgres.find_binaries() is None:
        pytest.skip("no PostgreSQL binaries on this machine")
    script = """
        import subprocess, sys, time
        keeper = subprocess.Popen([sys.executable, "tests/postgres.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        print(keeper.stdout.readline().decode(), flush=True)
        time.sleep(60)
    """
    run = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    try:
        address = run.stdout.readline().strip()
        directory = Path(unquote(address.split("@")[1].split("/")[0]))
        assert directory.exists()
    finally:
        run.kill()
        run.communicate()
    deadline = time.monotonic() + 30
    while directory.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not directory.exists()


def test_a_wrong_choice_of_database_is_refused():
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only"],
        cwd=PROJECT,
        env={**os.environ, "PRIVACY_TEST_DB": "oracle"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode
    assert "PRIVACY_TEST_DB must be sqlite, postgres or auto" in answer.stdout + answer.stderr
