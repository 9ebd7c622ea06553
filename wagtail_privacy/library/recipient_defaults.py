"""What a notice may take over from what the library says of a recipient, field by field."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecipientDefault(TextChoices):
    """A statement of the library on a recipient. What is law is only taken where somebody has chosen it."""

    USES = "uses", _("What it uses data for")
    FREQUENCY = "frequency", _("How often")
    ANONYMOUS_IN = "anonymous_in", _("Where nobody can be identified")
    DATA_LOCATION = "data_location", _("Where it keeps data")
    SAFEGUARDS = "safeguards", _("Safeguards")
    ADDRESSES = "addresses", _("Its website and its own privacy notice")
    NECESSITY = "necessity", _("Whether data must be given")
    LAW = "law", _("The law behind the sharing")


OF_LAW = (RecipientDefault.NECESSITY, RecipientDefault.LAW)
"""They hold for some nations and notices only."""

STATEMENTS = tuple(default for default in RecipientDefault if default not in OF_LAW)
"""What a new entry takes over."""
