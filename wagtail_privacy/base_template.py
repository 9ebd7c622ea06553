"""Fits public pages into the base template of the host, whatever its blocks are called.

Public pages extend ``wagtail_privacy/base.html``, which fills the blocks ``privacy_title``, ``privacy_css``,
``privacy_head`` and ``privacy_page``. A base template of a host has none of these. :func:`frame` gives a small template
between the two: it extends the base template and puts our blocks into those that the base template has.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Engine, Origin, Template, TemplateDoesNotExist
from django.template.backends.django import Template as BackendTemplate
from django.template.base import FilterExpression, Node, TextNode, VariableNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

from wagtail_privacy import conf

STANDALONE = "wagtail_privacy/public/standalone.html"
"""A whole page of our own, for hosts without a base template that our pages fit into."""

TITLE_BLOCKS = ("title", "page_title", "head_title", "html_title", "meta_title", "seo_title", "site_title", "title_tag")
HEAD_BLOCKS = (
    *("extra_css", "extra_head", "extrahead", "head_extra", "head-extra", "extra_styles", "extra_style", "extrastyle"),
    *("extra_stylesheets", "stylesheets", "styles", "css", "page_css", "head_css", "head", "meta", "head_meta"),
)
CONTENT_BLOCKS = (
    *("content", "main_content", "page_content", "main", "body_content", "contents", "container", "page", "body"),
)

_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_RAW_TEXT = ("title", "style", "script")
_HEAD_END = re.compile(r"</head\b|<body\b", re.IGNORECASE)
_INVISIBLE = re.compile(r"<!--.*?(?:-->|$)|<(script|style)\b.*?</\1>|<(?:link|meta)\b[^>]*>", re.DOTALL | re.IGNORECASE)
_BREADCRUMB = re.compile(r"[<{][^<>{}]*breadcrumb", re.IGNORECASE)


# Kept as long as Django keeps the base template itself.
_frames: WeakKeyDictionary[Template, dict[str, Template | str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class BaseBlocks:
    """Which blocks of a base template take what; ``None`` where it has none for it.

    ``title_is_element``: the block takes the whole ``<title>`` element, not only the text in it. ``has_breadcrumb``:
    the base template shows a breadcrumb of its own. ``names`` are all blocks that a page can fill.
    """

    title: str | None
    head: str | None
    content: str | None
    title_is_element: bool
    has_breadcrumb: bool
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Event:
    """A piece of a template in the order of the page: text, another tag, or the start of a block.

    ``within`` names the blocks around it, the outermost first. ``content`` is the text inside a block.
    """

    kind: str
    value: str
    within: tuple[str, ...]
    content: str = ""


def frame() -> Template | str:
    """What ``wagtail_privacy/base.html`` extends: ``privacy_base_template`` in the context of every public page.

    The base template of the host with our blocks in it, or the name of our own page where the host has no Django
    template of that name, or none with a block for content. Raises ``TemplateSyntaxError`` for a broken base template.
    """
    template = host_template()
    if template is None:
        return STANDALONE
    frames = _frames.setdefault(template, {})
    key = repr((conf.base_blocks(), conf.shows_breadcrumb()))
    if key not in frames:
        frames[key] = _frame(template, base_blocks(template))
    return frames[key]


def host_template() -> Template | None:
    """The base template of the host; ``None`` where there is no Django template of that name."""
    try:
        return _engine().get_template(conf.base_template_name())
    except TemplateDoesNotExist:
        return None


def is_replaced() -> bool:
    """Whether the host has its own ``wagtail_privacy/base.html``, which need not use a base template as ours does."""
    origin = _engine().get_template("wagtail_privacy/base.html").origin
    return Path(__file__).parent not in Path(origin.name).parents


def base_blocks(template: Template) -> BaseBlocks:
    """Which blocks of a base template take title, style sheets and content: from the settings, else by their names."""
    events = list(_events(template))
    places = _places(events)
    settings = conf.base_blocks()
    title, head, content = (
        settings[purpose] if purpose in settings else next((name for name in known if places.get(name) in where), None)
        for purpose, known, where in (
            ("title", TITLE_BLOCKS, {"title", "element"}),
            ("head", HEAD_BLOCKS, {"head", "element", "unknown"}),
            ("content", CONTENT_BLOCKS, {"body", "unknown"}),
        )
    )
    return BaseBlocks(
        title=title if title in places else None,
        head=head if head in places and head != content else None,
        content=content if content in places else None,
        title_is_element=title in places and places[title] != "title",
        has_breadcrumb=_has_breadcrumb(events, content),
        names=tuple(places),
    )


def _engine() -> Engine:
    """The engine that renders our pages."""
    template = get_template(STANDALONE)
    if not isinstance(template, BackendTemplate):
        raise ImproperlyConfigured("wagtail_privacy needs Django's own template engine.")
    return template.backend.engine


def _frame(template: Template, blocks: BaseBlocks) -> Template | str:
    if template.name == STANDALONE or blocks.content is None:
        return STANDALONE
    setting = conf.shows_breadcrumb()
    shown = not blocks.has_breadcrumb if setting is None else setting
    slot = "{{% block {0} %}}{{% endblock %}}".format
    title, css, head, page = (slot(f"privacy_{name}") for name in ("title", "css", "head", "page"))
    parts = [f'{{% extends "{template.name}" %}}']
    if blocks.title is not None:
        parts.append(_fill(blocks.title, f"<title>{title}</title>" if blocks.title_is_element else title))
    if blocks.head is not None:
        parts.append(_fill(blocks.head, f"{{{{ block.super }}}}{css}{head}"))
        css = ""
    page = f"{{% with privacy_has_breadcrumb={shown} %}}{page}{{% endwith %}}"
    # HTML allows a link to a style sheet in the body. What belongs to the head alone is sent in HTTP headers as well.
    parts.append(_fill(blocks.content, css + page))
    name = f"wagtail_privacy in {template.name}"
    return Template("".join(parts), Origin(name, template_name=name), name, template.engine)


def _fill(block: str, content: str) -> str:
    return f"{{% block {block} %}}{content}{{% endblock %}}"


def _has_breadcrumb(events: list[_Event], content: str | None) -> bool:
    """Whether an element, a tag or a block around the content says that it is a breadcrumb.

    A block that is empty is a place for one, and shows none.
    """
    source = ""
    for event in events:
        if content in {*event.within, event.value}:
            continue
        if event.kind == "text":
            source += event.value
        elif "breadcrumb" in event.value.lower() and (event.kind == "tag" or event.content.strip()):
            source += f"{{{event.value}}}"
    body = _HEAD_END.split(source)[-1]
    return bool(_BREADCRUMB.search(_INVISIBLE.sub("", body)))


def _places(events: list[_Event]) -> dict[str, str]:
    """Where each block starts.

    ``title``: in the element of that name. ``element``: in the head, where it can take that whole element. ``head``:
    elsewhere in the head. ``body``. ``raw``: in an attribute, a script or a style. ``unknown``: the template does not
    show where its head ends.
    """
    whole = "".join(event.value for event in events if event.kind == "text").lower()
    places, text = {}, ""
    for event in events:
        if event.kind == "text":
            text += event.value.lower()
        elif event.kind == "block":
            places[event.value] = _place(_COMMENT.sub("", text), event.content.lower(), whole)
    return places


def _place(before: str, content: str, whole: str) -> str:
    opened = next((name for name in _RAW_TEXT if before.rfind(f"<{name}") > before.rfind(f"</{name}")), None)
    if before.rfind("<") > before.rfind(">") or opened in {"style", "script"}:
        return "raw"
    if opened == "title":
        return "title"
    if _HEAD_END.search(before):
        return "body"
    if "<title" in content:
        return "element"
    if "<head" not in before and not _HEAD_END.search(whole):
        return "unknown"
    return "head" if "<title" in whole else "element"


def _events(template: Template) -> Iterator[_Event]:
    """The pieces of a page that extends ``template`` and fills no block, in order."""
    chain = list(_chain(template))
    definitions: dict[str, list[BlockNode]] = {}
    for member in chain:
        for block in member.nodelist.get_nodes_by_type(BlockNode):
            if isinstance(block, BlockNode):
                definitions.setdefault(block.name, []).append(block)
    return _walk(chain[-1].nodelist, (), definitions, template.engine)


def _chain(template: Template) -> Iterator[Template]:
    """The template and those that it extends, as far as they are named in its source."""
    origins = [template.origin]
    current: Template | None = template
    while current is not None:
        yield current
        parent = next((node for node in current.nodelist if isinstance(node, ExtendsNode)), None)
        current = _parent(parent, template.engine, origins) if parent else None


def _parent(node: ExtendsNode, engine: Engine, origins: list[Origin]) -> Template | None:
    name = _constant(node.parent_name)
    if not name:
        return None
    try:
        template, origin = engine.find_template(name, skip=origins)
    except TemplateDoesNotExist:
        return None
    origins.append(origin)
    return template


def _constant(expression: FilterExpression | Node) -> str:
    """The name of a template that needs no context; empty where it does."""
    name = expression.resolve(Context(), ignore_failures=True) if isinstance(expression, FilterExpression) else ""
    return name if isinstance(name, str) else ""


def _walk(
    nodes: Iterable[Node], within: tuple[str, ...], definitions: dict[str, list[BlockNode]], engine: Engine
) -> Iterator[_Event]:
    for node in nodes:
        if isinstance(node, TextNode):
            yield _Event("text", node.s, within)
        elif isinstance(node, BlockNode):
            yield from _walk_block(node, within, definitions, engine)
        else:
            yield _Event("tag", node.token.contents if node.token else "", within)
            if isinstance(node, IncludeNode):
                yield from _walk_included(node, within, engine)
            for name in node.child_nodelists:
                yield from _walk(getattr(node, name, None) or (), within, definitions, engine)


def _walk_block(
    node: BlockNode, within: tuple[str, ...], definitions: dict[str, list[BlockNode]], engine: Engine
) -> Iterator[_Event]:
    """A block as the template defines it that was extended last, with those above it where it shows them too."""
    events: list[_Event] = []
    for definition in definitions.get(node.name) or [node]:
        events += _walk(definition.nodelist, (*within, node.name), definitions, engine)
        if not _shows_parent(definition):
            break
    content = "".join(event.value if event.kind == "text" else "{}" for event in events if event.kind != "block")
    yield _Event("block", node.name, within, content)
    yield from events


def _shows_parent(block: BlockNode) -> bool:
    variables = block.nodelist.get_nodes_by_type(VariableNode)
    return any(
        isinstance(node, VariableNode) and str(node.filter_expression.var) == "block.super" for node in variables
    )


def _walk_included(node: IncludeNode, within: tuple[str, ...], engine: Engine) -> Iterator[_Event]:
    """The text of an included template. Its blocks cannot be filled from outside, so they are no blocks here."""
    name = _constant(node.template)
    if not name:
        return
    try:
        included = engine.get_template(name)
    except TemplateDoesNotExist:
        return
    for text in included.nodelist.get_nodes_by_type(TextNode):
        if isinstance(text, TextNode):
            yield _Event("text", text.s, within)
