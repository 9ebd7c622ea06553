"""A source of work of another app, as the documentation shows it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.test_docs import PROJECT
from tests.test_extending_docs import code_blocks
from tests.trees import SiteTree
from tests.worklist.things import forget_missing, items_of
from wagtail_privacy import work_items
from wagtail_privacy.organisations.models import Organisation

PAGE: Path = PROJECT / "docs" / "how-to" / "see-what-needs-you.md"


@pytest.mark.django_db
def test_the_source_that_the_documentation_shows_is_in_the_list(
    site_tree: SiteTree, client: Client, school_editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_items, "_sources", dict(work_items._sources))
    forget_missing()
    shown = dict(code_blocks(PAGE.read_text(encoding="utf-8")))
    names: dict[str, Any] = {}
    exec(compile(shown["work.py"], "work.py", "exec"), names)
    assert "register_work(MissingAddressWork())" in shown["apps.py"]
    work_items.register_work(names["MissingAddressWork"]())
    (item,) = items_of(site_tree.alpha)
    assert (item.what, item.why) == ("Alpha School", "Readers are not told where to write to.")
    client.force_login(school_editor)
    text = client.get("/admin/privacy/work/").content.decode()
    assert "Missing addresses" in text
    assert f'href="{item.url}"' in text
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(address="1 Street")
    assert items_of(site_tree.alpha) == []
