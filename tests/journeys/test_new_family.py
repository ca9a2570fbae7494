"""A new report of a family: searched for, recognised, opened, and taken on by an équipe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import HouseholdMember, Person
from tests.browser import assert_axe_clean, assert_fits, sign_in
from tests.conftest import World
from tests.factories.cases import HouseholdMemberFactory, PersonFactory
from tests.journeys.desk import Desk, field_named, fill

pytestmark = pytest.mark.browser


@pytest.fixture
def grandmother(world: World) -> Person:
    """Known from the household of a case one already works on."""
    person = PersonFactory(
        controller=world.comune, first_name="Ombretta", last_name="Carpi", birth_date="1958-03-02"
    )
    HouseholdMemberFactory(household=world.case.household, person=person, kinship="nonno", cohabiting=False)
    return person


def test_a_new_family_from_search_to_equipe(
    world: World, grandmother: Person, page_at: Callable[[int], Page], live_server: LiveServer
) -> None:
    desk = Desk(page_at(1280), live_server.url)
    sign_in(desk.page, world.owner, live_server.url)
    _search(desk, world)
    _write_the_family(desk, grandmother)
    _see_the_household(desk)
    _take_in_a_colleague(desk, str(world.colleague))
    desk.assert_quiet()
    member = HouseholdMember.objects.get(person=grandmother, household__name="Bruschetti")
    assert (member.kinship, member.household.members.count()) == ("nonno", 3)


def _search(desk: Desk, world: World) -> None:
    desk.open("/ricerca/")
    field_named(desk.page, "Cerca persone, fascicoli, parole del diario, documenti").fill("Ombreta Carpi")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("main")).to_contain_text(world.case.reference)


def _write_the_family(desk: Desk, grandmother: Person) -> None:
    desk.menu("Casi")
    desk.follow("Nuovo caso")
    page = desk.page
    fill(page, Nome_del_nucleo="Bruschetti", Motivo="Segnalazione della scuola.")
    child = page.get_by_role("group", name="Minore 1")
    fill(child, Nome="Nadia", Cognome="Bruschetti", Data_di_nascita="2016-03-14")
    place = field_named(child, "Luogo di nascita")
    place.press_sequentially("Melz")
    expect(page.locator("#luoghi option")).to_have_attribute("value", "Melzo (MI)")
    place.fill("melzo")
    for name, kinship in (("Carpi Ombreta", "Nonno/a"), ("Lea Prova", "Madre")):
        if name.startswith("Lea"):
            page.get_by_role("button", name="Aggiungi un altro adulto").click()
        number = 2 if name.startswith("Lea") else 1
        adult = page.get_by_role("group", name=f"Adulto {number}")
        first, last = name.split()
        fill(adult, Nome=first, Cognome=last)
        field_named(adult, "Rapporto con i minori").select_option(label=kinship)
    desk.press("Apri il caso")
    expect(page.get_by_text("Qualcuno forse è già conosciuto")).to_be_visible()
    assert_axe_clean(page)
    desk.picture("80-chi-e-gia-conosciuto")
    page.get_by_label(grandmother.full_name).check()
    desk.press("Apri il caso")
    expect(page.get_by_text("Aperto il fascicolo")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Melzo (MI)")


def _see_the_household(desk: Desk) -> None:
    desk.tab("Nucleo")
    page = desk.page
    picture = page.get_by_role("img", name="Genogramma")
    for word in ("Ombretta Carpi", "Lea Prova", "Nadia"):
        expect(picture).to_contain_text(word)
    said = page.locator("#legami-a-parole")
    expect(said.get_by_text("Lea Prova è genitore di Nadia Bruschetti", exact=True)).to_be_visible()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert_axe_clean(page)
        assert_fits(page)
        desk.picture(f"81-nucleo-{width}")
    page.set_viewport_size({"width": 1280, "height": 900})


def _take_in_a_colleague(desk: Desk, colleague: str) -> None:
    desk.tab("Sintesi")
    desk.follow("Gestisci l’équipe")
    desk.follow("Nuovo componente")
    field_named(desk.page, "Operatore").select_option(label=colleague)
    desk.press("Aggiungi")
    expect(desk.page.get_by_role("table", name="Équipe di oggi")).to_contain_text(colleague.split()[-1])
