"""When Python looks for objects that refer to each other in a circle, as a pytest plugin.

Half a million objects stay from the first test to the last: models, forms, templates, translations, the tests. Going
through them again and again takes a twelfth of the time of a run.
"""

import gc

import pytest

NEW_OBJECTS = 50_000


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 50)
