"""Between two visits, on a telephone 360 pixels wide: write a note, write the report, send it on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from reports.enums import ReportState
from tests.browser import assert_axe_clean, assert_fits
from tests.factories.cases import CaseFactory, TeamMemberFactory
from tests.journeys.conftest import Scene
from tests.journeys.desk import Desk, field_named, fill
from tests.journeys.report_steps import SAVED, SUBMIT, add_evaluation, section
from tests.journeys.writing import report_of

pytestmark = pytest.mark.browser

FINGER = 44  # CSS pixels, WCAG 2.5.5


@pytest.fixture
def phone(scene: Scene, desk_at: Callable[[int], Desk]) -> Desk:
    phone = desk_at(360)
    phone.enter(scene.worker)
    return phone


def assert_usable(phone: Desk, *targets: Locator) -> None:
    """Nothing scrolls sideways, axe finds nothing, and a finger hits what is pressed."""
    assert_fits(phone.page)
    assert_axe_clean(phone.page)
    for target in targets:
        box = target.bounding_box()
        assert box
        assert box["height"] >= FINGER, target
        assert box["width"] >= FINGER, target


def test_a_note_after_a_visit(scene: Scene, phone: Desk) -> None:
    case = CaseFactory(unit=scene.unit)
    TeamMemberFactory(case=case, user=scene.worker, responsible=True)
    page = phone.page
    phone.open(case.get_absolute_url())
    phone.picture("40-caso")
    assert_usable(phone)
    phone.follow("Nuova nota")
    fill(page, Con_chi="La madre", Fatti="A casa c'erano tutti; la cena era pronta.")
    fill(page, Chi_dichiara="La madre", Che_cosa_dichiara="Questa settimana va meglio.")
    phone.picture("41-nota")
    register = page.get_by_role("button", name="Registra", exact=True)
    assert_usable(phone, register)
    register.click()
    expect(page.get_by_text("Annotazione registrata.")).to_be_visible()
    phone.picture("42-diario")
    assert_usable(phone)
    phone.assert_quiet()


def test_the_report_in_the_corridor(scene: Scene, phone: Desk) -> None:
    report = report_of(scene)
    page = phone.page
    phone.open(report.get_absolute_url())
    phone.picture("43-relazione")
    block = section(phone, "Il minore").locator(".report-block")
    field_named(block, "Testo").fill("Il minore è stato accompagnato a scuola dalla nonna.")
    expect(block.locator(".save-state")).to_have_text(SAVED)
    assert_usable(phone, block.get_by_role("button", name="Salva"))
    add_evaluation(phone, "La nonna è una risorsa.")
    phone.picture("44-relazione-scritta")
    submit = page.get_by_role("button", name=SUBMIT)
    assert_usable(phone, submit)
    submit.click()
    phone.told("Relazione inviata all'approvazione.")
    assert_usable(phone)
    report.refresh_from_db()
    assert report.state == ReportState.IN_APPROVAZIONE
    phone.assert_quiet()
