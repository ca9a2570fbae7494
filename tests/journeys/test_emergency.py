"""An emergency at night, from the phone of who is on call to the desk of who verifies it."""

import pytest
from playwright.sync_api import Page, expect

from cases.models import BreakGlass
from tests.browser import assert_axe_clean, assert_fits, csp_violations, go, sign_in
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_break_glass_and_its_review(world, page_at, live_server) -> None:
    phone, desk = page_at(360), page_at(1280)
    sign_in(phone, world.stranger, live_server.url)
    sign_in(desk, world.coordinator, live_server.url)
    _enter(phone, world, live_server.url)
    expect(phone.get_by_text("sola lettura").first).to_be_visible()
    expect(phone.get_by_role("link", name="Nuova annotazione")).to_have_count(0)
    go(phone.get_by_role("link", name="Diario").first)
    expect(phone.get_by_text("Tutto quello che apri è annotato")).to_be_visible()
    assert_axe_clean(phone)
    assert_fits(phone)
    go(phone.get_by_role("link", name="Ho finito"))
    phone.get_by_role("button", name="Ho finito").click()
    expect(phone.get_by_text("Accesso d'emergenza chiuso")).to_be_visible()
    gone = phone.goto(live_server.url + world.case.get_absolute_url())
    assert gone.status == 404
    _verify(desk, world, live_server.url)
    assert csp_violations(phone) == csp_violations(desk) == []


def _enter(page: Page, world, base: str) -> None:
    page.goto(base + "/emergenza/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Conferma").click()
    page.get_by_label("Numero del fascicolo").fill(world.case.reference)
    page.get_by_label("Perché serve adesso").fill("Il pronto soccorso chiama per un ricovero.")
    assert_axe_clean(page)
    assert_fits(page)
    page.get_by_role("button", name="Apri il fascicolo").click()


def _verify(page: Page, world, base: str) -> None:
    page.goto(base + "/")
    page.get_by_role("link", name=f"Fascicolo {world.case.reference}: da verificare").click()
    expect(page.get_by_text("Il pronto soccorso chiama")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Diario").first).to_be_visible()
    assert_axe_clean(page)
    page.get_by_label("Giustificato", exact=True).check()
    page.get_by_role("button", name="Registra la verifica").click()
    expect(page.get_by_text("Verifica registrata")).to_be_visible()
    assert BreakGlass.objects.get().reviewed_by == world.coordinator
