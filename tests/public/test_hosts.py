"""Public pages in the base template of a host that knows nothing of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.public.stored import add_version
from wagtail_privacy import base_template

SHEET = "wagtail_privacy/privacy.css"
ARCHIVE_SHEET = "wagtail_privacy/privacy-archive.css"
TITLE = "How we use information about pupils"
STANDALONE_BODY = '<body class="privacy-page">'


@pytest.fixture
def use(settings: Any) -> Callable[..., None]:
    """``use("hosts/bakery.html")``: the base template of the host."""

    def choose(name: str, **blocks: str | None) -> None:
        settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = name
        settings.WAGTAIL_PRIVACY_BASE_BLOCKS = blocks

    return choose


@pytest.fixture
def write(settings: Any, tmp_path: Path, use: Callable[..., None]) -> Callable[..., None]:
    """``write("<main>…", "layout.html")``: a base template of this source, in use from then on."""
    engine = settings.TEMPLATES[0]
    directories = [tmp_path, *engine["DIRS"]]

    def make(source: str, name: str = "school.html", **blocks: str | None) -> None:
        (tmp_path / name).write_text(source, encoding="utf-8")
        # Setting it again has Django forget the templates that it has loaded.
        settings.TEMPLATES = [engine | {"DIRS": directories}]
        use(name, **blocks)

    return make


@pytest.fixture
def read(client: Client, notice: Any) -> Callable[..., str]:
    """``read("versions/")``: the HTML of a page below a notice with two versions."""
    add_version(notice, 1)
    add_version(notice, 2)
    return lambda path="": client.get(f"/privacy/pupils/{path}").content.decode()


def blocks() -> base_template.BaseBlocks:
    template = base_template.host_template()
    assert template is not None
    return base_template.base_blocks(template)


class TestBlocks:
    @pytest.mark.parametrize(
        ("name", "title", "head", "content"),
        [
            ("project", "title", "extra_css", "content"),
            ("bakery", "title", None, "content"),
            ("other_names", "page_title", "stylesheets", "main"),
            ("unfit", None, None, None),
        ],
    )
    def test_known_names_are_found(
        self, use: Callable[..., None], name: str, title: str | None, head: str | None, content: str | None
    ) -> None:
        use(f"hosts/{name}.html")
        assert (blocks().title, blocks().head, blocks().content) == (title, head, content)

    def test_a_block_that_a_template_below_has_filled_is_not_there(self, write: Callable[..., None]) -> None:
        write("{% block content %}{% endblock %}{% block main %}{% endblock %}", "layout.html")
        write('{% extends "layout.html" %}{% block content %}{% block page_content %}{% endblock %}{% endblock %}')
        assert blocks().names == ("content", "page_content", "main")
        write('{% extends "layout.html" %}{% block left %}{% endblock %}{% block main %}News{% endblock %}')
        assert blocks().names == ("content", "main")

    def test_a_block_is_kept_where_the_template_above_shows_it(self, write: Callable[..., None]) -> None:
        write("{% block body %}{% block main %}{% endblock %}{% endblock %}", "layout.html")
        write('{% extends "layout.html" %}{% block body %}Header {{ block.super }}{% endblock %}')
        assert blocks().content == "main"
        write('{% extends "layout.html" %}{% block body %}Header{% endblock %}')
        assert blocks().content == "body"

    @pytest.mark.parametrize(
        "source",
        [
            '<body><div id="{% block head %}{% endblock %}">{% block content %}{% endblock %}</div></body>',
            "<head><style>{% block css %}{% endblock %}</style></head>{% block content %}{% endblock %}",
            "<head></head><body><h1>{% block head %}{% endblock %}</h1>{% block content %}{% endblock %}",
            "<head><!-- </head> <title> --></head><body>{% block css %}{% endblock %}{% block content %}{% endblock %}",
        ],
    )
    def test_no_style_sheet_goes_where_none_belongs(self, write: Callable[..., None], source: str) -> None:
        write(source)
        assert (blocks().head, blocks().content) == (None, "content")

    @pytest.mark.parametrize(
        ("head", "block", "is_element"),
        [
            ("<title>{% block title %}School{% endblock %}</title>", "title", False),
            ("{% block page_title %}<title>School</title>{% endblock %}", "page_title", True),
            ("{% block title %}{% endblock %}", "title", True),
            ('<title>School</title>{% block meta_title %}<meta name="t">{% endblock %}', None, False),
        ],
    )
    def test_a_page_has_one_title(
        self, write: Callable[..., None], read: Callable[..., str], head: str, block: str | None, *, is_element: bool
    ) -> None:
        write(f"<html><head>{head}</head><body>{{% block content %}}{{% endblock %}}</body></html>")
        assert (blocks().title, blocks().title_is_element) == (block, is_element)
        html = read()
        assert html.count("<title>") == 1
        assert (f"<title>{TITLE}</title>" in html) is bool(block)

    def test_the_head_may_be_included(self, write: Callable[..., None]) -> None:
        write("<head></head>", "head.html")
        write('{% include "head.html" %}{% block css %}{% endblock %}{% block content %}{% endblock %}')
        assert (blocks().head, blocks().content) == (None, "content")

    def test_settings_name_blocks(self, use: Callable[..., None], read: Callable[..., str]) -> None:
        use("hosts/unfit.html", content="right")
        html = read()
        assert html.index("<div></div><div>") < html.index(SHEET) < html.index(TITLE)
        use("hosts/project.html", head=None)
        html = read()
        assert html.index("</head>") < html.index(SHEET)
        assert "canonical" not in html


class TestFrame:
    def test_it_is_made_once_for_a_template_and_its_settings(self, use: Callable[..., None], settings: Any) -> None:
        use("hosts/project.html")
        first = base_template.frame()
        assert base_template.frame() is first
        settings.WAGTAIL_PRIVACY_BREADCRUMB = False
        assert base_template.frame() is not first

    def test_a_template_that_changes_gets_another(self, write: Callable[..., None]) -> None:
        write("{% block content %}{% endblock %}")
        first = base_template.frame()
        write("{% block main %}{% endblock %}")
        assert base_template.frame() is not first

    def test_a_page_that_names_none_stands_alone(self) -> None:
        html = render_to_string("wagtail_privacy/base.html", {"page": {"title": "Ours"}})
        assert STANDALONE_BODY in html
        assert "<title>Ours</title>" in html


class TestPages:
    @pytest.mark.parametrize("name", ["project", "bakery", "other_names"])
    @pytest.mark.parametrize("path", ["", "versions/", "versions/1/", "versions/2/changes/", "on/2001-01-01/"])
    def test_each_sheet_is_linked_once_and_there_is_one_heading(
        self, use: Callable[..., None], read: Callable[..., str], name: str, path: str
    ) -> None:
        use(f"hosts/{name}.html")
        html = read(path)
        assert f"hosts/{name}.css" in html
        assert html.count(SHEET) == 1
        assert html.count(ARCHIVE_SHEET) == (1 if path else 0)
        assert html.count("<h1") == 1
        assert html.count("<title>") == 1
        assert html.count('aria-label="Breadcrumb"') == 1

    def test_the_head_takes_sheet_title_and_links(self, use: Callable[..., None], read: Callable[..., str]) -> None:
        for name in ("project", "other_names"):
            use(f"hosts/{name}.html")
            head, _, body = read().partition("</head>")
            assert SHEET in head
            assert 'rel="canonical"' in head
            assert TITLE in head.partition("<title>")[2].partition("</title>")[0]
            assert "<link" not in body
        use("hosts/project.html")
        assert "hosts/extra.css" in read()

    def test_without_a_place_in_the_head_the_sheet_is_linked_in_the_body(
        self, use: Callable[..., None], read: Callable[..., str]
    ) -> None:
        use("hosts/bakery.html")
        head, _, body = read("versions/").partition("</head>")
        assert "wagtail_privacy" not in head
        assert body.index("<main>") < body.index(SHEET) < body.index(ARCHIVE_SHEET) < body.index('<div class="privacy"')
        assert "canonical" not in body
        assert "robots" not in body

    @pytest.mark.parametrize("name", ["hosts/unfit.html", "no/such/template.html"])
    def test_a_template_without_a_place_for_the_content_is_not_used(
        self, use: Callable[..., None], read: Callable[..., str], name: str
    ) -> None:
        use(name)
        html = read()
        assert STANDALONE_BODY in html
        assert html.count(SHEET) == 1
        assert f"<title>{TITLE}</title>" in html

    def test_a_template_that_extends_its_namesake_is_followed(
        self, settings: Any, tmp_path: Path, read: Callable[..., str]
    ) -> None:
        for folder, source in (
            ("theme", '{% extends "base.html" %}{% block content %}Theme {% block main %}{% endblock %}{% endblock %}'),
            ("project", "Project {% block content %}{% endblock %}"),
        ):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "base.html").write_text(source)
        settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path / "theme", tmp_path / "project"]}]
        settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = "base.html"
        html = read()
        assert html.startswith("Project ")
        assert html.index("Project") < html.index(SHEET) < html.index(TITLE)


class TestBreadcrumb:
    OURS = "privacy-breadcrumb"

    @pytest.mark.parametrize(
        ("source", "ours"),
        [
            ("", True),
            ('<link href="breadcrumbs.css"></head><body>', True),
            ("<body>{% block breadcrumb %} {% endblock %}", True),
            ("<body>{% block breadcrumb %}<p>Home</p>{% endblock %}", False),
            ("<body>{% block breadcrumbs %}{% for a in b %}{% endfor %}{% endblock %}", False),
            ('<body><nav aria-label="Breadcrumb"></nav>', False),
            ('<body><ol class="{{ theme }} site-breadcrumbs"></ol>', False),
            ('<body>{% include "crumbs/breadcrumb.html" %}', False),
            ("<body><!-- breadcrumb -->", True),
            ('<body><script type="application/ld+json">{"@type": "BreadcrumbList"}</script>', True),
        ],
    )
    def test_it_is_left_out_where_the_host_shows_one(
        self, write: Callable[..., None], read: Callable[..., str], source: str, *, ours: bool
    ) -> None:
        write("<p></p>", "breadcrumb.html")
        write(source.replace("crumbs/", "") + "<main>{% block content %}{% endblock %}</main>")
        assert (self.OURS in read("versions/")) is ours

    def test_one_that_our_page_replaces_does_not_count(
        self, write: Callable[..., None], read: Callable[..., str]
    ) -> None:
        write('<body>{% block content %}<nav class="breadcrumb"></nav>{% endblock %}</body>')
        assert self.OURS in read("versions/")

    @pytest.mark.parametrize("shown", [True, False])
    def test_the_setting_decides(
        self, use: Callable[..., None], read: Callable[..., str], settings: Any, *, shown: bool
    ) -> None:
        settings.WAGTAIL_PRIVACY_BREADCRUMB = shown
        for name in ("project", "bakery"):
            use(f"hosts/{name}.html")
            assert (self.OURS in read("versions/")) is shown

    def test_the_archive_leads_to_the_notice_without_it(
        self, use: Callable[..., None], read: Callable[..., str]
    ) -> None:
        use("hosts/bakery.html")
        assert '<a href="/privacy/pupils/">Read the notice</a>' in read("versions/")
