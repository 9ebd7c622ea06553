import pytest
from django.db.migrations.writer import MigrationWriter
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.snippets.blocks import SnippetChooserBlock

from tests.factories import LegislationFactory, RecipientFactory
from wagtail_privacy.library import choosers
from wagtail_privacy.library.models import LIBRARY_MODELS

BLOCKS = [
    choosers.RecipientChooserBlock,
    choosers.DataCategoryChooserBlock,
    choosers.PurposeChooserBlock,
    choosers.LegislationChooserBlock,
    choosers.RetentionRuleChooserBlock,
]


def test_there_is_a_block_for_each_kind_of_item():
    assert [block().target_model for block in BLOCKS] == list(LIBRARY_MODELS)


@pytest.mark.parametrize("block", BLOCKS)
def test_migrations_see_wagtails_own_block(block):
    path, args, kwargs = block(required=False, label="Who").deconstruct()
    assert (path, args) == ("wagtail.snippets.blocks.SnippetChooserBlock", [block.model_label])
    assert kwargs == {"required": False, "label": "Who"}
    rebuilt = SnippetChooserBlock(*args, **kwargs)
    assert rebuilt.target_model is block().target_model
    written = MigrationWriter.serialize(StreamField(StreamBlock([("one", block())])))[0]
    assert "wagtail.snippets.blocks.SnippetChooserBlock" in written
    assert "wagtail_privacy.library" not in written


@pytest.mark.django_db
class TestLoading:
    def test_keeps_order_gaps_and_repeats(self):
        first, second = RecipientFactory(), RecipientFactory()
        items = choosers.RecipientChooserBlock().bulk_to_python([second.pk, None, first.pk, 0, second.pk])
        assert items == [second, None, first, None, second]
        assert items[0] is not items[4]

    def test_costs_the_same_for_one_and_many(self, django_assert_num_queries):
        for _ in range(10):
            RecipientFactory(part_of=RecipientFactory()).default_legislation.set([LegislationFactory()])
        keys = list(choosers.RecipientChooserBlock().model_class.objects.values_list("pk", flat=True))
        with django_assert_num_queries(5):
            items = choosers.RecipientChooserBlock().bulk_to_python(keys)
            for item in items:
                item.identity()

    def test_one_value_is_loaded_with_all_it_needs(self, django_assert_num_queries):
        recipient = RecipientFactory(part_of=RecipientFactory())
        block = choosers.RecipientChooserBlock()
        item = block.to_python(recipient.pk)
        with django_assert_num_queries(0):
            assert item.identity().part_of
        assert block.to_python(None) is None
        assert block.to_python(0) is None
