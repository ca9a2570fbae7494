"""From the open report to its approval."""

import re

from playwright.sync_api import Locator, expect

from reports.tasks import open_due_reports
from tests.journeys.case_steps import FACT, MARCO, SPEAKER, STATEMENT
from tests.journeys.desk import Desk, field_named, until
from tests.journeys.order_steps import INQUIRY, TASK, UPDATE

CHILD = "Il minore"
SAVED = re.compile(r"Salvato alle \d\d:\d\d")
ADDED_FACT = "La maestra riferisce la frequenza regolare dal mese scorso."
EVALUATION = "La madre riconosce la fatica e accetta l'aiuto educativo domiciliare."
SECOND_EVALUATION = "Il rischio rilevato dalla scuola appare oggi ridotto."
PROPOSALS = "Si propone di proseguire l'intervento educativo domiciliare per sei mesi."
REMARK = "Aggiungere la lettura del rischio nelle valutazioni."
SUBMIT = "Invia all’approvazione"


def section(desk: Desk, name: str) -> Locator:
    return desk.page.get_by_role("region", name=name)


def scheduled_job_opens_the_report(desk: Desk) -> None:
    """The clock's bell, through the broker; *Oggi* shows what the worker made of it."""
    waiting = section(desk, "Relazioni da scrivere").get_by_role("link", name=MARCO)

    def shown() -> bool:
        desk.open("/")
        return waiting.is_visible()

    open_due_reports.delay()
    until(shown, lambda: desk.page.wait_for_load_state("networkidle"))
    desk.picture("12-oggi-con-relazione")
    waiting.click()


def report_is_filled_from_the_diary(desk: Desk) -> None:
    expect(field_named(section(desk, CHILD), "Testo").first).to_have_value(FACT)
    statements = section(desk, "Dichiarazioni")
    expect(field_named(statements, "Testo").first).to_have_value(STATEMENT)
    expect(statements.locator(".report-block").first).to_contain_text(SPEAKER)
    expect(section(desk, "Incarico")).to_contain_text(TASK)
    desk.picture("13-relazione-aperta")


def write_the_report(desk: Desk) -> None:
    facts = section(desk, CHILD)
    field_named(facts, "Testo").first.fill(f"{FACT} {ADDED_FACT}")
    expect(facts.locator(".save-state").first).to_have_text(SAVED)
    answer_the_mandates(desk)
    add_evaluation(desk, EVALUATION)
    proposals = section(desk, "Proposte")
    field_named(proposals, "Proposte").fill(PROPOSALS)
    expect(proposals.locator(".save-state")).to_have_text(SAVED)
    desk.page.reload()
    expect(desk.page.get_by_text("La relazione è completa.")).to_be_visible()
    desk.picture("14-relazione-scritta")


def answer_the_mandates(desk: Desk) -> None:
    """What was done for each mandate of which the record does not speak yet."""
    answers = section(desk, "Interventi svolti rispetto agli incarichi")
    for mandate in (INQUIRY, UPDATE):
        if section(desk, "Prossimo passo").get_by_text(f"«{mandate}» non ha risposta").count():
            answer_the_mandate(answers, mandate)


def answer_the_mandate(answers: Locator, mandate: str) -> None:
    before = answers.locator(".report-block").count()
    answers.get_by_role("button", name="Aggiungi fatto").click()
    expect(answers.locator(".report-block")).to_have_count(before + 1)
    block = answers.locator(".report-block").last
    field_named(block, "Testo").fill(f"{mandate}: gli incontri si sono svolti come chiesto.")
    block.get_by_text("Dettagli").click()
    field_named(block, "Fonte").fill("Registro del servizio")
    field_named(block, "Incarico a cui risponde").select_option(label=mandate)
    save(block)


def add_evaluation(desk: Desk, text: str) -> None:
    evaluations = section(desk, "Valutazione professionale")
    before = evaluations.locator(".report-block").count()
    evaluations.get_by_role("button", name="Aggiungi valutazione").click()
    expect(evaluations.locator(".report-block")).to_have_count(before + 1)
    block = evaluations.locator(".report-block").last
    field_named(block, "Testo").fill(text)
    rest_on_the_first_fact(block)
    expect(block.locator("[data-summary]")).to_contain_text("poggia su un fatto")


def save(block: Locator) -> None:
    """By the button, sooner than the page saves by itself."""
    block.get_by_role("button", name="Salva il brano").click()
    expect(block.locator(".save-state")).to_have_text(SAVED)


def rest_on_the_first_fact(block: Locator) -> None:
    """Open the details and tick the first fact the evaluation may rest on."""
    block.get_by_text("Dettagli").click()
    block.get_by_role("group", name="Fatti su cui poggia").get_by_role("checkbox").first.check()
    save(block)


def submit(desk: Desk) -> None:
    desk.press(SUBMIT)
    desk.told("Relazione inviata all'approvazione.")
    desk.picture("15-relazione-inviata-all-approvazione")


def return_with_a_comment(desk: Desk) -> None:
    desk.menu("Coordinamento")
    waiting = section(desk, "In attesa di approvazione")
    expect(waiting).to_contain_text(MARCO)
    desk.picture("16-coordinamento")
    waiting.get_by_role("link", name="Indagine psicosociale").click()
    expect(desk.page.get_by_text(ADDED_FACT)).to_be_visible()
    desk.picture("17-relazione-da-approvare")
    desk.follow("Restituisci con un commento…")
    field_named(desk.page, "Che cosa va rivisto").fill(REMARK)
    desk.picture("18-restituzione")
    desk.press("Restituisci all’autore")
    desk.told("Relazione restituita all'autore.")


def answer_the_comment(desk: Desk) -> None:
    desk.menu("Oggi")
    waiting = section(desk, "Relazioni da scrivere")
    expect(waiting).to_contain_text("Restituita")
    waiting.get_by_role("link", name=MARCO).click()
    expect(section(desk, "Commenti")).to_contain_text(REMARK)
    desk.picture("19-relazione-restituita")
    add_evaluation(desk, SECOND_EVALUATION)


def author_cannot_approve(desk: Desk) -> None:
    expect(desk.page.get_by_role("link", name="Approva")).to_have_count(0)
    expect(desk.page.get_by_text("Chi ha scritto la relazione non può approvarla.")).to_be_visible()
    assert desk.status_of(f"{desk.page.url}approva/") == 403


def sign_beside(desk: Desk) -> None:
    desk.menu("Relazioni")
    desk.page.get_by_role("link", name="Indagine psicosociale").first.click()
    desk.press("Apponi la seconda firma")
    desk.told("Seconda firma apposta.")


def approve(desk: Desk) -> None:
    desk.menu("Coordinamento")
    section(desk, "In attesa di approvazione").get_by_role("link", name="Indagine psicosociale").click()
    desk.follow("Approva…")
    expect(desk.page.get_by_text(SECOND_EVALUATION)).to_be_visible()
    desk.picture("20-approvazione")
    desk.press("Approva e invia")
    expect(desk.page.get_by_text("Relazione approvata")).to_be_visible()
    desk.picture("21-approvata")
