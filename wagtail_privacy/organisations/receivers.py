"""Protects organisations and their sites from deletion while notices need them."""

from django.db.models.signals import pre_delete
from wagtail.models import Site

from wagtail_privacy.organisations.deletion import refuse_if_in_use
from wagtail_privacy.organisations.models import Organisation


def connect() -> None:
    """Connect the receivers of this room; done once, when the app is ready."""
    pre_delete.connect(protect_organisation, sender=Organisation, dispatch_uid="wagtail_privacy.protect_organisation")
    pre_delete.connect(protect_site, sender=Site, dispatch_uid="wagtail_privacy.protect_site")


def protect_organisation(sender: type, instance: Organisation, **kwargs: object) -> None:
    """Refuse to delete an organisation in use, from views, scripts and querysets. Raises ``OrganisationInUseError``."""
    refuse_if_in_use(instance, Organisation.objects.filter(pk=instance.pk))


def protect_site(sender: type, instance: Site, **kwargs: object) -> None:
    """As :func:`protect_organisation`, for its site; a page at or above the site's root takes the site with it.

    Of several hostnames that lead to one root page, only that of the organisation is protected.
    """
    refuse_if_in_use(instance, Organisation.objects.filter(site=instance))
