"""The page types that are notices or hubs, of this package and of the host."""

import swapper
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.query import PageQuerySet


def page_types(*mixins: type) -> tuple[type[Model], ...]:
    """Every page type that has any of ``mixins``, proxies included. To be asked once all models are loaded."""
    return tuple(model for model in apps.get_models() if issubclass(model, mixins))


def pages_of(*mixins: type) -> PageQuerySet:
    """The pages whose own type has any of ``mixins``, whatever their state, as a queryset of base pages."""
    types = ContentType.objects.get_for_models(*page_types(*mixins), for_concrete_models=False).values()
    return swapper.load_model("wagtailcore", "Page").objects.filter(content_type__in=types)


def without_models(notices: PageQuerySet, mixin: type) -> PageQuerySet:
    """``notices`` without the models that no reader sees; ``mixin`` is that of notices."""
    for model in page_types(mixin):
        notices = notices.exclude(pk__in=model._default_manager.filter(is_model=True).order_by().values("pk"))
    return notices
