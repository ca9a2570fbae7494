"""*Ricerca* finds an order by the words of its text, for who sees one of its children and for nobody else."""

import pytest

from cases.permissions import visit
from cases.search import search
from tests.factories.courts import OrderFactory

pytestmark = pytest.mark.django_db
TEXT = "Il Tribunale dispone che la nonna materna venga sentita dal servizio sociale territoriale."


@pytest.fixture
def order(world):
    return OrderFactory(cases=[world.sibling], text=TEXT)


def orders_found(user, typed: str):
    with visit() as seen:
        groups = search(user, typed).groups
    return [hit for group in groups for hit in group.hits], seen


def test_the_text_of_an_order_is_found_by_stem(world, order) -> None:
    (hit,), _ = orders_found(world.owner, "nonne materna")
    assert [text for text, found in hit.snippet if found] == ["nonna", "materna"]
    assert hit.url == f"/provvedimenti/{order.pk}/?caso={world.sibling.pk}"
    assert world.sibling.reference in hit.note
    assert orders_found(world.owner, "calcio")[0] == []


def test_only_who_sees_a_child_of_it_finds_it(world, order) -> None:
    for user in (world.reader, world.stranger, world.outsider, world.administrator):
        assert orders_found(user, "nonna")[0] == []
    order.cases.add(world.case)  # the reader sees this child, not the other
    (hit,), _ = orders_found(world.reader, "nonna")
    assert hit.case_id == world.case.pk
    assert world.sibling.reference not in str(hit)


def test_the_page_shows_the_passage(world, order, sign_in) -> None:
    client = sign_in(world.owner)
    client.post("/ricerca/", {"text": "nonna"})
    page = client.get("/ricerca/").content.decode()
    assert "<mark>nonna</mark> materna venga sentita" in page
    assert f"/provvedimenti/{order.pk}/" in page
