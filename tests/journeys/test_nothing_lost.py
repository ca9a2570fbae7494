"""What a person has typed is never lost: not to a colleague, not to the line, not to a mistake."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from cases.models import Case
from courts.models import Order
from reports.enums import BlockKind
from tests.factories.cases import CaseFactory, TeamMemberFactory
from tests.journeys import order_steps
from tests.journeys.conftest import Scene
from tests.journeys.desk import Desk, field_named, fill
from tests.journeys.report_steps import SAVED
from tests.journeys.writing import block_of, report_of

pytestmark = pytest.mark.browser

FIRST = "Il minore frequenta la scuola; la maestra lo conferma."
SECOND = "Il minore frequenta la scuola e il laboratorio di musica."
DECIDED_LATE = "Il provvedimento non può essere deciso dopo essere stato ricevuto."
BOTH = "Il minore frequenta la scuola, come conferma la maestra, e il laboratorio di musica."


@pytest.fixture
def desk(scene: Scene, desk_at: Callable[[int], Desk]) -> Desk:
    desk = desk_at(1280)
    desk.enter(scene.worker)
    return desk


def facts(page: Page) -> Locator:
    """The only paragraph about the child."""
    return page.get_by_role("region", name="Il minore").locator(".report-block")


def text_of(block: Locator) -> Locator:
    return field_named(block, "Testo")


def test_two_tabs_edit_one_block(scene: Scene, desk: Desk) -> None:
    report = report_of(scene)
    desk.open(report.get_absolute_url())
    other = desk.page.context.new_page()
    desk.watch(other)
    other.goto(desk.page.url)

    text_of(facts(desk.page)).fill(FIRST)
    expect(facts(desk.page).locator(".save-state")).to_have_text(SAVED)
    text_of(facts(other)).fill(SECOND)

    theirs = facts(other)
    expect(theirs.locator(".save-state")).to_have_text("Non salvato: c'è un testo più recente")
    expect(theirs.locator("[data-conflict-text]")).to_have_text(FIRST)
    expect(theirs.locator("[data-conflict-by]")).to_have_text(str(scene.worker))
    expect(text_of(theirs)).to_have_value(SECOND)
    assert block_of(report, BlockKind.FATTO).text == FIRST
    Desk(other, desk.base).picture("30-due-testi")

    text_of(theirs).fill(BOTH)
    theirs.get_by_role("button", name="Salva il mio testo").click()
    expect(theirs.locator(".save-state")).to_have_text(SAVED)
    expect(theirs.locator("[data-conflict]")).to_be_hidden()
    assert block_of(report, BlockKind.FATTO).text == BOTH
    desk.assert_quiet(but="409 (Conflict)")


def test_the_line_is_cut_while_writing(scene: Scene, desk: Desk) -> None:
    report = report_of(scene)
    desk.open(report.get_absolute_url())
    block = facts(desk.page)
    desk.page.context.set_offline(True)

    text_of(block).fill(FIRST)
    expect(block.locator(".save-state")).to_contain_text("Non salvato")
    expect(text_of(block)).to_have_value(FIRST)
    desk.picture("31-senza-linea")
    assert block_of(report, BlockKind.FATTO).text != FIRST

    desk.page.context.set_offline(False)
    expect(block.locator(".save-state")).to_have_text(SAVED)
    assert block_of(report, BlockKind.FATTO).text == FIRST
    desk.assert_quiet(but="ERR_INTERNET_DISCONNECTED")


def typed(page: Page) -> dict[str, str]:
    """Everything that stands in the form of the page; a chosen file cannot stand there twice."""
    return page.evaluate(
        """() => Object.fromEntries([...new FormData(document.querySelector('form.order-form'))]
            .filter(([name, value]) => name !== 'csrfmiddlewaretoken' && typeof value === 'string'))"""
    )


def assert_told_beside(scope: Page | Locator, label: str, message: str) -> None:
    """The field is marked, and the reason stands with it in its wrapper."""
    field = field_named(scope, label)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_css("border-top-width", "2px")
    wrapper = field.locator("xpath=ancestor::div[starts-with(@id, 'div_id_')][1]")
    expect(wrapper.get_by_text(message)).to_be_visible()


@pytest.fixture
def case(scene: Scene) -> Case:
    case = CaseFactory(unit=scene.unit)
    TeamMemberFactory(case=case, user=scene.worker, responsible=True)
    return case


def test_an_order_full_of_mistakes(scene: Scene, case: Case, desk: Desk, tmp_path: Path) -> None:
    paper = order_steps.paper_of(scene.court, tmp_path)
    letter = tmp_path / "decreto-finto.pdf"
    letter.write_text("Caro servizio, questo non è un PDF.")
    page = desk.page
    desk.open(reverse("courts:order_create", args=[case.pk]))
    order_steps.describe_the_proceeding(desk, paper)
    field_named(page, "Tipo").select_option(label="Decreto provvisorio")
    received, decided = map(order_steps.as_printed, (paper.decided_on, paper.received_on))  # the wrong way
    fill(page, Deciso_il=decided, Depositato_il="31/02/2026", Ricevuto_il=received)
    field_named(page, "File del provvedimento (PDF o .p7m)").set_input_files(letter)
    row = page.get_by_role("group", name="Incarico 1")
    order_steps.give_the_inquiry(row)
    fill(row, Primo_termine="0")
    before = typed(page)
    desk.press("Registra")

    expect(page.get_by_role("alert").first).to_be_visible()
    desk.picture("32-provvedimento-con-errori")
    assert typed(page) == before
    assert_told_beside(page, "Depositato il", "Questa data non esiste: scriverla come gg/mm/aaaa.")
    assert_told_beside(row, "Primo termine", "Il termine è di almeno un giorno.")
    expect(page.get_by_text("Indicare un primo termine o una periodicità")).to_have_count(0)
    assert_told_beside(page, "Deciso il", DECIDED_LATE)
    assert_told_beside(page, "File del provvedimento (PDF o .p7m)", "Il file non è un PDF leggibile")
    assert not Order.objects.exists()

    fill(page, Depositato_il="")
    fill(row, Primo_termine="60")
    field_named(page, "File del provvedimento (PDF o .p7m)").set_input_files(paper.file)
    desk.press("Registra")
    assert_told_beside(page, "Deciso il", DECIDED_LATE)
    expect(page.get_by_text("è già stato ricevuto: non serve sceglierlo di nuovo")).to_be_visible()

    fill(page, Deciso_il=received, Ricevuto_il=decided)
    desk.press("Registra")
    expect(page.get_by_role("heading", name=re.compile("Decreto provvisorio del"))).to_be_visible()
    assert Order.objects.get().mandates.get().first_term_amount == 60
    desk.assert_quiet()
