"""Library items in Wagtail's API v2, for hosts that offer them there; version 3 asks the permission policies itself."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from wagtail.api.v2.views import BaseAPIViewSet

from wagtail_privacy.library.merged import present_pks
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.querysets import LibraryItemQuerySet


class LibraryItemsAPIViewSet(BaseAPIViewSet):
    """The published items of one kind that the signed-in user may use; nothing for anybody else.

    A host registers a subclass with its ``model``, for example ``model = Recipient``.
    """

    model: type[LibraryItem]
    body_fields: ClassVar[list[str]] = [*BaseAPIViewSet.body_fields, "name"]
    listing_default_fields: ClassVar[list[str]] = [*BaseAPIViewSet.listing_default_fields, "name"]

    def detail_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One item; for the key of one that was merged, what is left."""
        pk = self.kwargs["pk"] = present_pks(self.model, [pk]).get(pk, pk)
        response: HttpResponse = super().detail_view(request, pk)
        return response

    def get_queryset(self) -> LibraryItemQuerySet:
        items: LibraryItemQuerySet = self.model.objects.published().choosable_by(self.request.user)
        return items.order_by("pk")
