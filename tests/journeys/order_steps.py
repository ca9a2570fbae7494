"""From the court's paper to the deadlines."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pikepdf
from django.utils import timezone
from playwright.sync_api import Locator, expect

from courts.models import Office
from tests.journeys.case_steps import GIULIA, MARCO
from tests.journeys.desk import Desk, field_named, fill

INQUIRY, UPDATE = "Indagine psicosociale", "Aggiornamento periodico"
TASK = "Il servizio svolga un'indagine psicosociale sul nucleo e riferisca."
NUMBER = "4321"


@dataclass(frozen=True)
class Paper:
    """An order that arrived so long ago that the report on its first term is due to be written."""

    court: Office
    file: Path
    received_on: date

    @property
    def decided_on(self) -> date:
        return self.received_on - timedelta(days=6)

    @property
    def number(self) -> str:
        """The proceeding as it is printed."""
        return f"{NUMBER}/{self.decided_on.year}"


def paper_of(court: Office, folder: Path) -> Paper:
    """An order received 45 days ago, with its PDF made on the spot."""
    path = folder / "decreto.pdf"
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(path)
    return Paper(court, path, timezone.localdate() - timedelta(days=45))


def as_printed(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def register_the_order(desk: Desk, paper: Paper) -> None:
    desk.tab("Provvedimenti")
    desk.follow("Registra provvedimento")
    page = desk.page
    for child in (MARCO, GIULIA):
        page.get_by_role("group", name="Il provvedimento riguarda").get_by_label(child).check()
    describe_the_proceeding(desk, paper)
    field_named(page, "Tipo").select_option(label="Decreto provvisorio")
    fill(
        page,
        Deciso_il=as_printed(paper.decided_on),
        Depositato_il=as_printed(paper.decided_on + timedelta(days=2)),
        Ricevuto_il=as_printed(paper.received_on),
        Protocollo_in_entrata="E/1207",
    )
    field_named(page, "File del provvedimento (PDF o .p7m)").set_input_files(paper.file)
    give_the_inquiry(page.get_by_role("group", name="Incarico 1"))
    page.get_by_role("button", name="Aggiungi incarico").click()
    give_the_updates(page.get_by_role("group", name="Incarico 2"))
    expect(page.locator(".term-preview ol")).to_have_count(2)
    desk.picture("07-provvedimento")
    desk.press("Registra")
    expect(page.get_by_text("Provvedimento registrato: le scadenze sono nell'agenda.")).to_be_visible()
    desk.picture("08-provvedimento-registrato")


def describe_the_proceeding(desk: Desk, paper: Paper) -> None:
    page = desk.page
    field_named(page, "Ufficio").select_option(label=str(paper.court))
    field_named(page, "Materia").select_option(index=1)
    field_named(page, "Registro").select_option(index=1)
    fill(page, Numero=NUMBER, Anno=str(paper.decided_on.year))


def give_the_inquiry(row: Locator) -> None:
    """First term of sixty days."""
    field_named(row, "Incarico").select_option(label=INQUIRY)
    fill(row, **{"Testo_dell'incarico": TASK, "Primo_termine": "60"})


def give_the_updates(row: Locator) -> None:
    """Every six months."""
    field_named(row, "Incarico").select_option(label=UPDATE)
    fill(row, **{"Testo_dell'incarico": "Il servizio riferisca ogni sei mesi."})
    field_named(row, "Aggiornamento ogni (mesi)").fill("6")


def see_dates_and_their_reasons(desk: Desk, paper: Paper) -> None:
    desk.tab("Provvedimenti")
    table = desk.page.get_by_role("table", name="Incarichi del provvedimento")
    for mandate in (INQUIRY, UPDATE):
        row = table.get_by_role("row").filter(has_text=mandate)
        expect(row.locator(".cell-muted").last).to_contain_text(f"{paper.received_on.day}")
    expect(table.get_by_role("row").filter(has_text=INQUIRY)).to_contain_text("60 giorni")
    expect(table.get_by_role("row").filter(has_text=UPDATE)).to_contain_text("6 mesi")
    desk.picture("09-provvedimenti")


def see_deadlines_on_the_case_and_today(desk: Desk) -> None:
    desk.tab("Sintesi")
    duties = desk.page.get_by_role("region", name="Prossime scadenze")
    expect(duties.get_by_role("listitem")).to_have_count(2)
    desk.picture("10-sintesi-con-scadenze")
    desk.menu("Oggi")
    mine = desk.page.get_by_role("region", name="Le tue scadenze")
    expect(mine).to_contain_text(MARCO)
    expect(mine).to_contain_text(GIULIA)
    desk.picture("11-oggi")


def see_the_deadline(desk: Desk, *, fulfilled: bool) -> None:
    """The deadline of the inquiry, for each of the siblings, on the page of its mandate."""
    desk.menu("Casi")
    desk.follow("Provini Marco")
    desk.tab("Provvedimenti")
    desk.follow(INQUIRY)
    first = desk.page.get_by_role("region", name="Scadenze").locator(".timeline-item").first
    expect(first.locator(".deadline-badge")).to_have_count(2)
    expect(first.get_by_text("Adempiuta")).to_have_count(2 if fulfilled else 0)
    desk.picture("scadenza-adempiuta" if fulfilled else "scadenza-aperta")
