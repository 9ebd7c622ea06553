"""The definition of the blocks as a script that browsers keep."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.gzip import gzip_page

from wagtail_privacy.notices.sections_field import SectionsField

_SCRIPT = """(window.wagtailPrivacyBlocks ??= {})["%(digest)s"] = %(packed)s;
if (!window.wagtailPrivacy?.isReady) {
  // Our own scripts have not arrived: all is built at once, by Wagtail's.
  const { FieldBlockDefinition, StreamBlockDefinition, StructBlockDefinition } = window.wagtailStreamField.blocks;
  window.telepath.register("wagtail_privacy.ItemBlock", StructBlockDefinition);
  window.telepath.register("wagtail_privacy.StoredBlock", FieldBlockDefinition);
  window.telepath.register("wagtail_privacy.SummarisedBlock", StructBlockDefinition);
  window.telepath.register("wagtail_privacy.SectionStreamBlock", StreamBlockDefinition);
  window.telepath.register("wagtail_privacy.LightSections", class {
    constructor(digest) {
      this.blockDef = window.telepath.unpack(window.wagtailPrivacyBlocks[digest]);
    }
    render(placeholder, prefix, { sections }, error) {
      return this.blockDef.render(placeholder, prefix, sections, error);
    }
  });
}
"""
_A_YEAR = 365 * 24 * 60 * 60


@gzip_page
def block_script(request: HttpRequest, field: str, language: str, digest: str) -> HttpResponse:
    """The definition of the blocks of ``field`` (app, model and field, with dots between them) in ``language``.

    It answers under the digest that was asked for, even if that of this process differs: Wagtail numbers blocks in each
    process anew, and the page that asks was made by another. Only under its own digest may browsers keep it.
    """
    if not request.user.has_perm("wagtailadmin.access_admin") or not translation.check_for_language(language):
        raise Http404
    with translation.override(language):
        definition = _field(field).definition()
    script = _SCRIPT % {"digest": digest, "packed": definition.packed}
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    is_same = definition.digest == digest
    response["Cache-Control"] = f"private, max-age={_A_YEAR}, immutable" if is_same else "no-store"
    return response


def _field(address: str) -> SectionsField:
    label, _dot, name = address.rpartition(".")
    try:
        field = apps.get_model(label)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        raise Http404 from error
    if not isinstance(field, SectionsField):
        raise Http404
    return field
