"""Models: notices that a trust writes for its schools to follow, and what a notice that follows one keeps of it.

A model is a notice page that no reader ever sees. The room above that brings models into notices registers itself here,
because a section that a model mandates is kept below every form.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from wagtail_privacy.notices.body_errors import body_error
from wagtail_privacy.notices.notice_page import NoticePage
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.notices.section_note import SectionNote
from wagtail_privacy.notices.stored_sections import RawSection, by_id, completed, in_order, say_same


class FollowedModel(Protocol):
    """The model that a notice follows, as it was when it was last brought into the notice."""

    @property
    def sections(self) -> Sequence[RawSection]:
        """Its sections as stored, in its order."""

    @property
    def mandated(self) -> Collection[str]:
        """The ids of those that the notice keeps as they are."""

    @property
    def stamp(self) -> str:
        """Another text each time that it is brought into the draft, or that a section of it is decided."""

    def with_brought(self, sent: Sequence[RawSection], body: StreamValue) -> StreamValue:
        """``body``, which comes from a form that was sent with ``sent`` before that, with what was brought in since."""

    def notes(self, page: NoticePage) -> Mapping[str, SectionNote]:
        """What the editor says beside the sections of ``page``, by their ids."""

    def draft_saved(self, page: NoticePage) -> None:
        """Note how the draft that has just been saved stands to the model."""


_CLEAN = 5
"""Where ``clean`` stands among the arguments of Wagtail's ``save_revision``."""

Finder = Callable[[NoticePage], FollowedModel | None]

_finders: list[Finder] = []


def register_models(finder: Finder) -> None:
    """Have ``finder`` say which model a stored notice follows. Raises ``ImproperlyConfigured`` where another one does.

    It is asked at each save of a draft.
    """
    if _finders and _finders[0] != finder:
        raise ImproperlyConfigured("Which model a notice follows is known in one place only.")
    _finders[:] = [finder]


def followed_model(page: NoticePage) -> FollowedModel | None:
    """The model that ``page`` follows, if any."""
    if page.pk is None or page.is_model:
        return None
    return next((model for finder in _finders if (model := finder(page)) is not None), None)


class FollowingMixin(models.Model):
    """For a notice: may be a model, or follow one. Readers never see a model, and no version of it is ever made."""

    is_model = models.BooleanField(_("model for schools"), default=False, editable=False)
    mandated_sections = models.JSONField(
        _("mandated sections"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Of a model: the ids of the sections that schools may not change."),
    )

    class Meta:
        abstract = True

    # What follows holds for every way of saving: forms, APIs, scripts.

    def clean(self) -> None:
        """Raises ``ValidationError`` where a section that the model mandates was changed or left out."""
        super().clean()
        problems = mandate_problems(self)  # type: ignore[arg-type]
        if problems:
            raise ValidationError({"body": body_error(self.body, problems)})  # type: ignore[attr-defined]

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's. Mandated sections that were changed are refused, or without cleaning put back."""
        followed = followed_model(self)  # type: ignore[arg-type]
        is_cleaned = args[_CLEAN] if len(args) > _CLEAN else kwargs.get("clean", True)
        if followed is not None and not is_cleaned:
            put_back(self, followed)  # type: ignore[arg-type]
        revision = super().save_revision(*args, **kwargs)  # type: ignore[misc]
        if followed is not None:
            followed.draft_saved(self)  # type: ignore[arg-type]
        return revision

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """As Wagtail's; no revision turns a model into a notice for readers, or the other way round."""
        page = super().with_content_json(content)  # type: ignore[misc]
        page.is_model = self.is_model
        return page

    @classmethod
    def get_indexed_objects(cls) -> Any:
        """As Wagtail's, without models: no search finds them."""
        return super().get_indexed_objects().filter(is_model=False)  # type: ignore[misc]

    def get_sitemap_urls(self, request: Any = None) -> list[dict[str, Any]]:
        """As Wagtail's, without models."""
        return [] if self.is_model else super().get_sitemap_urls(request)  # type: ignore[misc]


def stored_sections(body: StreamValue) -> list[Any]:
    """The sections of a stream as they are stored."""
    stored: list[Any] = body.stream_block.get_prep_value(body)
    return stored


def says_same_in(body: StreamValue) -> Callable[[object, object], bool]:
    """Whether two stored sections of this stream say the same, with what its fields say by default."""
    stream = body.stream_block
    return lambda one, other: say_same(completed(stream, one), completed(stream, other))


def mandate_problems(page: NoticePage, followed: FollowedModel | None = None) -> tuple[Problem, ...]:
    """What is wrong with the sections that the model of ``page`` mandates: those changed, then those left out."""
    followed = followed or followed_model(page)
    if followed is None:
        return ()
    changed, missing = _differing(page.body, followed)
    positions = {section.get("id"): number for number, section in enumerate(stored_sections(page.body))}
    return (
        *(
            Problem(
                "mandated",
                gettext(
                    "the model of your trust sets this section, so it cannot be changed here. Load the page again to "
                    "have it as the trust has it, and write what is your own in a section of your own."
                ),
                heading_of(section),
                position=positions.get(section["id"]),
            )
            for section in changed
        ),
        *(
            Problem(
                "mandated",
                gettext(
                    "The model of your trust sets the section “%(section)s”, so it cannot be left out. Load the page "
                    "again to have it back."
                )
                % {"section": heading_of(section)},
            )
            for section in missing
        ),
    )


def put_back(page: NoticePage, followed: FollowedModel) -> None:
    """Have the mandated sections of ``page`` as the model has them: those changed, and those left out."""
    page.body, _headings = with_mandated(page.body, followed)


def with_mandated(
    body: StreamValue, followed: FollowedModel, *, unless_typed: bool = False
) -> tuple[StreamValue, list[str]]:
    """``body`` with the mandated sections as the model has them, and the headings of those that were left out.

    With ``unless_typed`` those stay for which a form sent other words: somebody has to be told of these.
    """
    changed, missing = _differing(body, followed)
    typed = {child.id for child in body if not hasattr(child.value, "kept")} if unless_typed and changed else set()
    wanted = {section["id"]: section for section in (*changed, *missing) if section["id"] not in typed}
    if not wanted:
        return body, []
    stored = stored_sections(body)
    keyed = {str(section.get("id") or f"#{number}"): section for number, section in enumerate(stored)} | wanted
    order = in_order(list(keyed)[: len(stored)], list(by_id(followed.sections)), keyed.keys())
    put = body.stream_block.to_python([keyed[key] for key in order])
    return put, [heading_of(section) for section in missing]


def heading_of(section: RawSection) -> str:
    """The heading of a stored section; empty where it has none."""
    value = section.get("value")
    heading = value.get("heading") if isinstance(value, Mapping) else None
    return heading if isinstance(heading, str) else ""


def _differing(body: StreamValue, followed: FollowedModel) -> tuple[list[RawSection], list[RawSection]]:
    """The mandated sections, as the model has them, that ``body`` has otherwise, and those that it does not have."""
    mandated = {key: section for key, section in by_id(followed.sections).items() if key in followed.mandated}
    if not mandated:
        return [], []
    here, same = by_id(stored_sections(body)), says_same_in(body)
    changed = [section for key, section in mandated.items() if key in here and not same(here[key], section)]
    return changed, [section for key, section in mandated.items() if key not in here]
