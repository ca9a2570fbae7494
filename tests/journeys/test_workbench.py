"""A report from six months of diary to the delivery: gaps mended by their links, two tabs, a return, a leak stopped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from cases.enums import AddressKind
from cases.models import Address, DiaryParagraph
from reports.enums import BlockKind
from reports.models import Report
from tests.browser import assert_fits
from tests.factories.cases import (
    CaseFactory,
    DiaryEntryFactory,
    DiaryParagraphFactory,
    HouseholdMemberFactory,
    TeamMemberFactory,
)
from tests.factories.reports import TODAY, mandate_for, opened_report
from tests.journeys import delivery_steps
from tests.journeys.conftest import Scene
from tests.journeys.desk import Desk, field_named
from tests.journeys.report_steps import SAVED, SUBMIT, rest_on_the_first_fact, save, section
from tests.worker import Worker

pytestmark = [pytest.mark.browser, pytest.mark.processes]

SECRET = "via Nascosta 9"
KINDS = ["colloquio", "visita_domiciliare", "riunione_rete", "telefonata"]


def six_months(scene: Scene) -> Report:
    """Twenty-four weekly entries about one child, then the report of the half year."""
    case = CaseFactory(unit=scene.unit)
    HouseholdMemberFactory(household=case.household, person=case.person)
    TeamMemberFactory(case=case, user=scene.worker, responsible=True)
    Address.objects.create(
        person=case.person, kind=AddressKind.PLACEMENT, text=f"{SECRET}, Prova", secret=True, valid_from=TODAY
    )
    last = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC) - timedelta(days=2)
    for week in range(24):
        entry = DiaryEntryFactory(
            case=case,
            author=scene.worker,
            kind=KINDS[week % 4],
            occurred_at=last - timedelta(weeks=23 - week),
            missed=week % 8 == 7,
        )
        DiaryParagraphFactory(entry=entry, text=f"Settimana {week + 1}: il bambino va a scuola.")
        if week % 6 == 0:
            DiaryParagraphFactory(
                entry=entry, kind="dichiarazione", speaker="La madre", text=f"«Va meglio.» ({week})"
            )
    return opened_report(mandate_for([case], recipient=scene.court))


def gap(desk: Desk, words: str) -> Locator:
    return section(desk, "Prossimo passo").get_by_role("link", name=words)


def words_of(block: Locator) -> Locator:
    return field_named(block, "Testo")


def test_from_six_months_of_diary_to_the_delivery(
    scene: Scene, worker: Worker, desk_at: Callable[[int], Desk]
) -> None:
    report = six_months(scene)
    desk, lead = desk_at(1280), desk_at(1280)
    desk.enter(scene.worker)
    desk.open(report.get_absolute_url())
    expect(section(desk, "Il minore").locator(".report-block")).to_have_count(18)
    expect(
        section(desk, "Dal fascicolo").get_by_role("link", name="Già nella relazione").first
    ).to_be_visible()
    desk.picture("40-prima-bozza")

    mend_what_is_missing(desk)
    two_tabs(desk)
    put_in_order(desk, report)
    source_changes_afterwards(desk, report)
    submit(desk)

    lead.enter(scene.coordinator)
    lead.open(report.get_absolute_url())
    block = section(lead, "Valutazione professionale").locator(".report-block")
    block.get_by_text("Commenti").click()
    field_named(block, "Nuovo commento").fill("Su quali osservazioni?")
    block.get_by_role("button", name="Commenta il brano").click()
    expect(section(lead, "Valutazione professionale")).to_contain_text("Su quali osservazioni?")
    lead.follow("Restituisci con un commento…")
    give_back(lead, "Vedi il commento alla valutazione.")

    evaluation = rewritten(desk, report, f"Dalle visite in {SECRET} la cura appare cresciuta.")
    expect(evaluation).to_contain_text("Su quali osservazioni?")
    evaluation.get_by_role("button", name="Segna come risolto").click()
    expect(section(desk, "Valutazione professionale")).to_contain_text("Risolto")
    submit(desk)

    the_leak_is_stopped(lead, report)
    rewritten(desk, report, "Dalle visite la cura appare cresciuta.")
    submit(desk)
    compose_and_open(lead, report)
    lead.press("Approva e invia")
    expect(lead.page.get_by_text("Relazione approvata")).to_be_visible()
    delivery_steps.see_it_leave(lead)
    delivery_steps.see_it_arrive(lead)
    desk.assert_quiet(but="409 (Conflict)")
    lead.assert_quiet()
    assert worker.process.poll() is None


def submit(desk: Desk) -> None:
    desk.press(SUBMIT)
    desk.told("Relazione inviata all'approvazione.")


def give_back(lead: Desk, words: str) -> None:
    field_named(lead.page, "Che cosa va rivisto").fill(words)
    lead.press("Restituisci all’autore")
    lead.told("Relazione restituita all'autore.")


def rewritten(desk: Desk, report: Report, text: str) -> Locator:
    """The author puts the evaluation into other words."""
    desk.open(report.get_absolute_url())
    block = section(desk, "Valutazione professionale").locator(".report-block")
    words_of(block).fill(text)
    save(block)
    return block


def compose_and_open(lead: Desk, report: Report) -> None:
    """Who approves reads the PDF first."""
    lead.open(report.get_absolute_url())
    lead.follow("Approva…")
    compose = lead.page.get_by_role("button", name="Componi il PDF di questo testo")
    ready = lead.page.get_by_role("link", name="apri la copia di lavoro")
    expect(compose.or_(ready)).to_be_visible()
    if compose.is_visible():
        compose.click()
    expect(ready).to_be_visible(timeout=30_000)


def the_leak_is_stopped(lead: Desk, report: Report) -> None:
    """A protected address in the text: there is no button to approve, only the passage and the way back."""
    compose_and_open(lead, report)
    expect(lead.page.get_by_text("Non si può ancora approvare")).to_be_visible()
    expect(lead.page.get_by_role("button", name="Approva e invia")).to_have_count(0)
    lead.picture("44-dato-protetto")
    lead.follow("Dati protetti nella relazione")
    expect(lead.page.locator("blockquote").first).to_contain_text("Nascosta")
    lead.open(report.get_absolute_url())
    lead.follow("Restituisci con un commento…")
    give_back(lead, "L'indirizzo è riservato: togliere.")


def mend_what_is_missing(desk: Desk) -> None:
    """What is missing stops the report; each link leads to the place."""
    desk.press(SUBMIT)
    expect(desk.page.get_by_text("Manca la sezione «Proposte».").first).to_be_visible()
    gap(desk, "Valutazione professionale").click()
    place = section(desk, "Valutazione professionale")
    expect(place).to_be_in_viewport()
    place.get_by_role("button", name="Aggiungi valutazione").click()
    block = place.locator(".report-block")
    words_of(block).fill("La cura quotidiana è cresciuta.")
    rest_on_the_first_fact(block)
    proposals = section(desk, "Proposte")
    field_named(proposals, "Proposte").fill("Si propone di proseguire per sei mesi.")
    expect(proposals.locator(".save-state")).to_have_text(SAVED)
    desk.page.reload()
    expect(desk.page.get_by_text("La relazione è completa.")).to_be_visible()
    desk.picture("41-completa")


def two_tabs(desk: Desk) -> None:
    """The second tab sees both texts and joins them."""
    other = desk.page.context.new_page()
    desk.watch(other)
    other.goto(desk.page.url)
    first, second = (page.locator("#sezione-minore .report-block").first for page in (desk.page, other))
    words_of(first).fill("Prima scheda.")
    expect(first.locator(".save-state")).to_have_text(SAVED)
    words_of(second).fill("Seconda scheda.")
    expect(second.locator("[data-conflict-text]")).to_have_text("Prima scheda.")
    Desk(other, desk.base).picture("42-due-schede")
    second.get_by_role("button", name="Unisci i due testi").click()
    expect(second.locator(".save-state")).to_have_text(SAVED)
    expect(words_of(second)).to_have_value("Prima scheda.\n\nSeconda scheda.")
    other.close()
    desk.page.reload()


def put_in_order(desk: Desk, report: Report) -> None:
    """By keyboard within a section, by the mouse into another; the page says where the paragraph stands."""
    blocks = section(desk, "Il minore").locator(".report-block")
    words_of(blocks.first).focus()
    desk.page.keyboard.press("Alt+ArrowDown")
    said = desk.page.locator("#annunci")
    expect(said).to_have_text("Brano spostato in «Il minore»: posizione 2 di 18.")
    expect(words_of(blocks.nth(1))).to_be_focused()
    moved = blocks.nth(1).get_attribute("data-block")
    drag(
        desk,
        desk.page.locator(f"#blocco-{moved} [data-drag]"),
        section(desk, "I genitori").locator("[data-blocks]"),
    )
    expect(said).to_contain_text("I genitori e le altre figure adulte»: posizione 1 di 1.")
    assert report.blocks.get(pk=moved).section.key == "adulti"


def drag(desk: Desk, handle: Locator, target: Locator) -> None:
    """As a hand does it: press, move a little, go there (the page scrolls along), let go."""
    mouse = desk.page.mouse
    handle.hover()
    mouse.down()
    box = handle.bounding_box()
    assert box is not None
    mouse.move(box["x"] + 12, box["y"] + 30, steps=3)
    target.hover()
    target.hover()
    mouse.up()


def source_changes_afterwards(desk: Desk, report: Report) -> None:
    """The diary is corrected: both texts are shown, and one button takes the new one."""
    block = report.blocks.filter(kind=BlockKind.FATTO, source_ref__startswith="paragraph:").last()
    paragraph = DiaryParagraph.objects.filter(pk=block.source_ref.partition(":")[2])
    paragraph.update(text="Corretto: il bambino era assente.")
    desk.page.reload()
    shown = desk.page.locator(f"#blocco-{block.pk}")
    expect(shown.get_by_text("La fonte è cambiata dopo")).to_be_visible()
    desk.picture("43-fonte-cambiata")
    shown.get_by_role("button", name="Prendi il testo nuovo").click()
    expect(words_of(shown)).to_have_value("Corretto: il bambino era assente.")


def test_the_workbench_fits_a_phone(scene: Scene, desk_at: Callable[[int], Desk]) -> None:
    report = six_months(scene)
    phone = desk_at(360)
    phone.enter(scene.worker)
    phone.open(report.get_absolute_url())
    block = section(phone, "Il minore").locator(".report-block").first
    block.get_by_text("Dettagli").click()
    expect(field_named(block, "Come è verificato")).to_be_visible()
    assert_fits(phone.page)
    words_of(block).fill("Scritto dal telefono.")
    expect(block.locator(".save-state")).to_have_text(SAVED)
    block.get_by_role("button", name="Giù").click()
    expect(phone.page.locator("#annunci")).to_contain_text("posizione 2 di 18")
    phone.assert_quiet()
