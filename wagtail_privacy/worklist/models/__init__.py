"""Who is written to, the outbox of their digests, and what each digest reminded of."""

from wagtail_privacy.worklist.models.digest import Digest as Digest
from wagtail_privacy.worklist.models.digest import DigestEntry as DigestEntry
from wagtail_privacy.worklist.models.person import Correspondent as Correspondent
