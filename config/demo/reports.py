"""Reports in every state. What leaves by certified mail is approved here and delivered by the running workers."""

from datetime import date

from accounts.models import User
from cases.models import Case
from config.demo.orders import Docket
from config.demo.people import People
from courts.actions.deadlines import keep_deadlines
from reports.actions.approval import approve, give_back, sign_second, submit
from reports.actions.copies import request_copy
from reports.actions.leaks import findings
from reports.actions.opening import open_due_reports
from reports.actions.rendering import compose_copy
from reports.actions.writing import BlockValues, add_block, save_block, save_proposals
from reports.completeness import missing, not_answered
from reports.coverage import mandates_asked
from reports.enums import BlockKind
from reports.models import Block, OutlineSection, Report
from reports.outlines import sections_of
from reports.permissions import may_sign_second, second_profession

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
ANSWER = "Nel periodo il servizio ha svolto quanto richiesto, come risulta dal diario."
REGISTER = "Registro degli incarichi"
COMMENT = (
    "Nella parte dei fatti c'è ancora una valutazione («trascurato»): va spostata o tolta. "
    "Aggiungere la data della "
    "visita domiciliare e l'esito della riunione con la scuola."
)


def write_reports(docket: Docket, people: People, today: date) -> None:
    """Open what is due, as the scheduled job does, and bring each report to its state."""
    keep_deadlines(today=today)
    for report in open_due_reports(today=today):
        fate = docket.fates.get(report.mandate_id or 0, "bozza") if report.cycle == 1 else "bozza"
        if report.author is not None and fate not in ("bozza", "lontana"):
            _advance(report, fate, report.author, lead_of(report, people))


def lead_of(report: Report, people: People) -> User:
    """Who approves in the unit of the report."""
    unit = report.case.unit
    return people.users[LEADS.get(unit.name) or LEADS_OF_TUTELA[unit.controller.name]]


def _advance(report: Report, fate: str, author: User, lead: User) -> None:
    report = complete(report, author)
    if fate == "scritta" or missing(report):
        return
    report = submit(report=report, by=author)
    if fate == "restituita":
        give_back(report=report, by=lead, text=COMMENT)
    elif fate in APPROVED and prepared(report):
        approve(report=Report.objects.get(pk=report.pk), by=lead)


def prepared(report: Report) -> bool:
    """What a worker and the second signer do before the approval; False when it has to stay waiting."""
    copy = request_copy(report=report)
    if not copy.pdf_sha256:
        compose_copy(copy=copy)
    if findings(report):
        return False
    wanted = second_profession(report)
    if wanted is None:
        return True
    people = User.objects.filter(profession=wanted, is_active=True).order_by("pk")
    signer = next((user for user in people if may_sign_second(user, report)), None)
    if signer is not None:
        sign_second(report=report, by=signer)
    return signer is not None


def complete(report: Report, author: User) -> Report:
    """Write what the record cannot know: evaluations with their basis, what is still empty, the proposals."""
    cases = list(report.covered.all())
    written = list(report.blocks.exclude(text=""))
    for section in sections_of(report):
        if section.required and section.holds_blocks:
            about = {block.child_id for block in written if block.section_id == section.pk}
            one_each = section.per_child and len(cases) > 1 and bool(about)
            silent: list[Case | None] = [case for case in cases if one_each and not about & {None, case.pk}]
            for child in silent if about else [None]:
                _fill(report, section, author, child)
    answered = set(report.blocks.exclude(text="").values_list("mandate", flat=True))
    for mandate in not_answered(mandates_asked(report, list(report.covered.all())), answered):
        add_block(
            report=report, kind=BlockKind.FATTO, by=author, mandate=mandate, text=ANSWER, source=REGISTER,
            on=report.period_to, section=next(row for row in sections_of(report) if row.covers_mandates),
        )  # fmt: skip
    _rest_evaluations(report, author)
    return save_proposals(report=report, by=author, text=PROPOSALS)


def _fill(report: Report, section: OutlineSection, author: User, child: Case | None) -> None:
    kind = BlockKind(section.kinds[0])
    values: BlockValues = {"text": FACT, "source": "Comunicazione della scuola"}
    if kind == BlockKind.DICHIARAZIONE:
        values = {"text": STATEMENT, "speaker": "La madre"}
    elif kind == BlockKind.VALUTAZIONE:
        signer = report.outline.second_signature if section.countersigned else ""
        values = {
            "text": EVALUATION,
            "evaluator": author.get_full_name(),
            "profession": signer or author.profession,
        }
    values["on"] = report.period_to
    if child is not None:
        values["child"] = child
    add_block(report=report, kind=kind, by=author, section=section, **values)


def _rest_evaluations(report: Report, author: User) -> None:
    """Every evaluation rests on some fact: the first of the report."""
    facts = list(report.blocks.filter(kind=BlockKind.FATTO).exclude(text="")[:2])
    loose: list[Block] = list(report.blocks.filter(kind=BlockKind.VALUTAZIONE, bases=None))
    for block in loose:
        save_block(block=block, expected_version=block.version, by=author, facts=facts)
    signer = report.outline.second_signature
    if signer:  # what the second signer answers for is of that profession
        parts = report.blocks.filter(kind=BlockKind.VALUTAZIONE, section__countersigned=True)
        for block in parts.exclude(profession=signer):
            save_block(block=block, expected_version=block.version, by=author, profession=signer)
