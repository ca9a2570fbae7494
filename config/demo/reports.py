"""Reports in every state. What leaves by certified mail is approved here and delivered by the running workers."""

from datetime import date

from accounts.models import User
from config.demo.orders import Docket
from config.demo.people import People
from courts.actions.deadlines import keep_deadlines
from reports.actions.approval import approve, give_back, submit
from reports.actions.opening import open_due_reports
from reports.actions.writing import add_block, save_block, save_proposals
from reports.enums import Section
from reports.models import Report

APPROVED = {
    "consegnata", "accettata", "inviata", "non_consegnata", "rifiutata", "senza_canale", "in_coda",
}  # fmt: skip
LEADS = {
    "Servizio educativo e Spazio Neutro": "coordinatrice",
    "Servizio sociale professionale": "responsabile.comune",
}
LEADS_OF_TUTELA = {"Comune di Borgolieto": "coordinatrice", "Comune di Valserena": "coordinatore.valserena"}
EVALUATION = (
    "Nel periodo la collaborazione del nucleo con il servizio è cresciuta, pur con discontinuità. "
    "La lettura si fonda sui "
    "colloqui, sulle visite domiciliari e sugli incontri con la scuola indicati nelle fonti; non "
    "sono stati usati test."
)
PROPOSALS = (
    "Si propone la prosecuzione degli interventi in corso per sei mesi, con il mantenimento del "
    "sostegno educativo e una "
    "verifica di rete a metà periodo. Ogni decisione è rimessa al Tribunale."
)
STATEMENT = "«Ho letto quello che avete scritto e vorrei aggiungere che la scuola adesso va meglio.»"
FACT = "La frequenza scolastica nel periodo è stata regolare, come attestato dalla scuola."
COMMENT = (
    "Nella parte dei fatti c'è ancora una valutazione («trascurato»): va spostata o tolta. "
    "Aggiungere la data della "
    "visita domiciliare e l'esito della riunione con la scuola."
)


def write_reports(docket: Docket, people: People, today: date) -> None:
    """Open what is due, as the scheduled job does, and bring each report to its state."""
    keep_deadlines(today=today)
    for report in open_due_reports(today=today):
        fate = docket.fates.get(report.mandate_id, "bozza") if report.cycle == 1 else "bozza"
        if report.author is not None and fate not in ("bozza", "lontana"):
            _advance(report, fate, report.author, lead_of(report, people))


def lead_of(report: Report, people: People) -> User:
    """Who approves in the unit of the report."""
    unit = report.case.unit
    return people.users[LEADS.get(unit.name) or LEADS_OF_TUTELA[unit.controller.name]]


def _advance(report: Report, fate: str, author: User, lead: User) -> None:
    complete(report, author)
    if fate == "scritta":
        return
    report = submit(report=report, by=author)
    if fate == "restituita":
        give_back(report=report, by=lead, text=COMMENT)
    elif fate in APPROVED:
        approve(report=report, by=lead)


def complete(report: Report, author: User) -> Report:
    """Write what the record cannot know: an evaluation, the proposals, and whatever section is still empty."""
    filled = set(report.blocks.values_list("section", flat=True))
    if Section.FACTS not in filled:
        _write(
            report, Section.FACTS, author, text=FACT, source="Comunicazione della scuola", on=report.period_to
        )
    if Section.STATEMENTS not in filled:
        _write(report, Section.STATEMENTS, author, text=STATEMENT, speaker="La madre", on=report.period_to)
    _write(report, Section.EVALUATIONS, author, text=EVALUATION)
    return save_proposals(report=report, by=author, text=PROPOSALS)


def _write(
    report: Report,
    section: Section,
    author: User,
    *,
    text: str,
    speaker: str = "",
    source: str = "",
    on: date | None = None,
) -> None:
    block = add_block(report=report, section=section, by=author)
    save_block(
        block=block,
        expected_version=block.version,
        by=author,
        text=text,
        speaker=speaker,
        on=on,
        source=source,
    )
