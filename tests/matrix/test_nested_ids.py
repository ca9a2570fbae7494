"""A child object is looked up through its parent: another family's never answers (Primero R2-3957)."""

import pytest

from tests.factories.everything import Things
from tests.matrix.expectations import LINES
from tests.matrix.shapes import Line, found
from tests.matrix.visits import Visitors

NESTED = [line for line in LINES if len(line.ids) > 1]


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One world for all addresses."""


def test_there_are_nested_addresses():
    assert len({line.name for line in NESTED}) > 10


@pytest.mark.parametrize("line", NESTED, ids=str)
def test_own_parent_with_another_familys_child(visitors: Visitors, line: Line):
    for family in (visitors.full.other, visitors.full.far):
        for name in list(line.ids)[1:]:
            _is_not_there(visitors, line, **{name: _pk(visitors, family, line, name)})


@pytest.mark.parametrize("line", NESTED, ids=str)
def test_another_familys_parent_with_own_child(visitors: Visitors, line: Line):
    parent = next(iter(line.ids))
    for family in (visitors.full.other, visitors.full.far):
        _is_not_there(visitors, line, **{parent: _pk(visitors, family, line, parent)})


def _pk(visitors: Visitors, family: Things, line: Line, name: str) -> int:
    return found(visitors.full, family, line.ids[name]).pk


def _is_not_there(visitors: Visitors, line: Line, **ids: int) -> None:
    """404 both ways for the owner, who sees the other family too; 405 where the way itself is closed."""
    url = line.url(visitors.full, **ids)
    answers = {"get": visitors.get("owner", url).status, "post": visitors.post("owner", url).status}
    assert 404 in answers.values(), url
    assert set(answers.values()) <= {404, 405}, f"{url}: {answers}"
