"""Rich text made safe: nothing but what the editor offers comes through."""

import nh3

_TAGS = {"a", "b", "br", "em", "h3", "h4", "i", "li", "ol", "p", "strong", "ul"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_PASSES = 10


def sanitise(html: str) -> str:
    """``html`` with only paragraphs, line breaks, headings (3 and 4), bold, italics, lists and links left.

    Links lead to http, https, mailto, tel, a place on this site (``/privacy/``) or in this page (``#rights``); any
    other address is taken off. Scripts and styles go with their content, other markup goes and leaves its text, and
    what was not closed is closed. Applying it again changes nothing.
    """
    for _ in range(_PASSES):
        cleaned = _cleaned(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    # Markup that browsers would keep reading in another way each time is not worth its risk.
    return nh3.clean(html, tags=set())


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}},
        attribute_filter=_kept,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    ).strip()


def _kept(tag: str, attribute: str, value: str) -> str | None:
    # A relative address would lead elsewhere from each page that shows the text.
    # Two slashes, or a slash and a backslash, lead to another site.
    is_here = value.startswith(("/", "#")) and not value.replace("\\", "/").startswith("//")
    leads_on = is_here or value.partition(":")[0].lower() in _SCHEMES
    return value if attribute != "href" or leads_on else None
