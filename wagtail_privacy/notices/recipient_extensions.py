"""Fields that other apps add to the recipients of a notice.

An app adds them in the ``ready()`` of its ``AppConfig``::

    register_recipient_extension(RecipientExtension("meals", MealsFieldsBlock))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.blocks import StructBlock

from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.extensions import Extension, register_extension
from wagtail_privacy.notices.registry import Registry

DEFAULT_TEMPLATE = "wagtail_privacy/public/extensions/default.html"
"""Shows each field of an extension beside its label."""


@dataclass(frozen=True)
class RecipientExtension:
    """What an app adds to a recipient.

    ``app`` is the label of the app. ``block`` is a class of block, an ``ItemBlock``, whose ``schema`` is the class of
    the document that its fields become; they stand in the block of the recipient, under the ``item_label`` of that
    class. ``build`` makes the data from the chosen library item and the values of the fields, where the types of the
    fields do not say how, or where the app keeps it elsewhere; ``None`` where there is nothing to say. ``template``
    shows it; without one it is ``wagtail_privacy/public/extensions/<app>.html`` where that exists.
    """

    app: str
    block: type[StructBlock]
    build: Callable[[Any, Mapping[str, Any]], Data | None] | None = None
    template: str = ""

    @property
    def model(self) -> type[Data]:
        """The class of the document."""
        model: type[Data] = self.block.schema
        return model

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates that show it, the first that exists to be used."""
        return (self.template or f"wagtail_privacy/public/extensions/{self.app}.html", DEFAULT_TEMPLATE)

    def name_of(self, field: str) -> str:
        """What a field is called in the block of the recipient, where no other app can have the name."""
        return f"{self.app}_{field}"

    def values(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the fields of this app in the value of the block of a recipient."""
        names = {field: self.name_of(field) for field in self.block.base_blocks}
        return {field: value[name] for field, name in names.items() if name in value}


_extensions: Registry[RecipientExtension] = Registry(
    taken="The app {name!r} extends recipients already.",
    too_late="The app {name!r} extends recipients too late. Register it in the ready() of its AppConfig.",
)


def register_recipient_extension(extension: RecipientExtension) -> None:
    """Add fields to the recipients of notices.

    Raises ``ImproperlyConfigured`` when the editor was built already, since it would lack the fields; ``ValueError``
    where the app has added fields already; ``TypeError`` for a class of the document with a field that does not say
    what it is.
    """
    _extensions.check(extension.app)
    register_extension(extension.app, extension.model)
    _extensions.add(extension.app, extension)


def recipient_extensions() -> tuple[RecipientExtension, ...]:
    """What the apps of this site add to recipients. From now on none can be added."""
    return _extensions.use()


def is_of_extension(field: str) -> bool:
    """Whether the name of a field of a recipient is one that an app of this site could have given, now or earlier."""
    return any(field.startswith(extension.name_of("")) for extension in _extensions.entries())


def extension_templates(extension: Extension) -> tuple[str, ...]:
    """The templates that show what an app says of a recipient, the first that exists to be used."""
    registered = _extensions.get(extension.app)
    if registered is None or not isinstance(extension.data, registered.model):
        return (DEFAULT_TEMPLATE,)
    return registered.templates
