"""A view of case data that answers without asking the gate is an error, not an answer (design §4.1)."""

import pytest

from cases.middleware import GateNotAskedError
from tests.matrix import careless_urls

pytestmark = pytest.mark.urls("tests.matrix.careless_urls")


def test_a_view_that_forgets_the_gate_raises(world, sign_in):
    with pytest.raises(GateNotAskedError):
        sign_in(world.owner).get(f"/prova/dimentica/{world.case.pk}/")


def test_its_words_do_not_leave(world, sign_in):
    client = sign_in(world.owner)
    client.raise_request_exception = False
    response = client.get(f"/prova/dimentica/{world.case.pk}/")
    assert response.status_code == 500
    assert careless_urls.TEXT not in response.text


@pytest.mark.parametrize("app", careless_urls.APPS)
def test_the_rule_holds_for_every_app_with_case_data(world, sign_in, monkeypatch, app):
    monkeypatch.setattr(careless_urls.forgets, "__module__", f"{app}.views.careless")
    with pytest.raises(GateNotAskedError):
        sign_in(world.owner).get(f"/prova/dimentica/{world.case.pk}/")


def test_a_view_that_asks_answers(world, sign_in):
    assert sign_in(world.owner).get(f"/prova/chiede/{world.case.pk}/").status_code == 200
    assert sign_in(world.stranger).get(f"/prova/chiede/{world.case.pk}/").status_code == 404
