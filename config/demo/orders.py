"""Orders and mandates: due dates from overdue to far away, with the paper they come on."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import uuid4

from dateutil.relativedelta import relativedelta

from cases.moments import rome_moment
from config.demo.agendas import working_day
from config.demo.families import CLOSED, NEW, Family
from config.demo.paper import page
from config.demo.stories import ENQUIRY, Task
from courts.actions.entrustment import ActData, name_responsible
from courts.actions.hearings import fix_hearing, hold_hearing
from courts.actions.mandates import MandateData, give_mandate, revoke_mandate
from courts.actions.placements import declare_no_conflict, start_placement
from courts.actions.proceedings import NumberData, ProceedingData, open_proceeding
from courts.actions.roles import add_role
from courts.enums import PLACEMENT_KINDS, Act, ActHolder, MandateKind, OrderKind, ProceedingRoleKind
from courts.models import Mandate, Office, Order, Proceeding, Register

TERMS = (30, 45, 60, 90, 120)
ROMAN_YEARS = 540  # cases older than this have an earlier order too


@dataclass(frozen=True)
class Fate:
    """What has become of the first report of a family: `state`, its due day counted from today, the office."""

    state: str
    due_in: int
    office: str = ""


# One for each family with a court behind it, in turn; the rest is far away or in draft.
FATES = (
    Fate("consegnata", 12),
    Fate("bozza", 4),
    Fate("lontana", 75),
    Fate("in_approvazione", 7),
    Fate("in_approvazione", 18),
    Fate("non_consegnata", 9, "gt_lodi"),
    Fate("lontana", 41),
    Fate("restituita", 3),
    Fate("scritta", 16),
    Fate("accettata", 10, "ca_milano"),
    Fate("rifiutata", 15, "to_pavia"),
    Fate("lontana", 58),
    Fate("restituita", 21),
    Fate("bozza", 24),
    Fate("consegnata", 19, "pmm_milano"),
    Fate("inviata", 8, "tm_brescia"),
    Fate("senza_canale", 13, "to_cremona"),
    Fate("in_approvazione", -2),
    Fate("lontana", 84),
    Fate("consegnata", 6, "to_lodi"),
    Fate("in_approvazione", 11),
    Fate("bozza", 1),
    Fate("bozza", -6),
    Fate("lontana", 35),
)
LATER = (Fate("lontana", 66), Fate("bozza", 27), Fate("lontana", 95), Fate("lontana", 48), Fate("bozza", 20))
# What the order shares out when it entrusts a child to the service.
ACTS = (
    ActData(act=Act.SCUOLA, holder=ActHolder.SERVIZIO),
    ActData(act=Act.SALUTE, holder=ActHolder.SERVIZIO, note="Sentiti i genitori, salvo urgenza"),
    ActData(act=Act.DOCUMENTI, holder=ActHolder.SERVIZIO),
    ActData(act=Act.SPORT, holder=ActHolder.GENITORI),
)
CURATORS = (
    (ProceedingRoleKind.CURATORE_SPECIALE, "avv. E. Castagnoni", "studio legale, recapito in atti"),
    (ProceedingRoleKind.GIUDICE_ONORARIO, "dott. F. Pradelli", "presso la cancelleria"),
)
# Days from today of the next hearing, one family after the other.
HEARINGS = (7, 18, 10, 25, 14, 32, 8, 21, 29, 11, 36, 16)
# The Comune's own unit sends from a mailbox whose password is wrong: its dispatch waits in the queue.
WAITING = Fate("in_coda", 14)
OWN_UNIT = "sociale_valserena"


@dataclass
class Docket:
    """What the orders made: the mandate of each family's first report and what becomes of it."""

    fates: dict[int, str] = field(default_factory=dict)
    mandates: dict[int, list[Mandate]] = field(default_factory=dict)


def register_orders(families: list[Family], offices: dict[str, Office], today: date) -> Docket:
    """Register the orders of every family that a court knows."""
    docket = Docket()
    for family, fate in with_fates(families):
        office = offices[fate.office or family.story.office]
        received_on, term = _received(family, fate, today)
        proceeding: Proceeding | None = None
        if family.opened_on < today - timedelta(days=ROMAN_YEARS):
            proceeding = _earlier_order(family, office)
        order = _order(family, office, proceeding, received_on, term)
        mandates = list(order.mandates.order_by("pk"))
        for mandate in mandates:
            _begin(mandate, family, today)
        docket.mandates[family.number] = mandates
        docket.fates[mandates[0].pk] = fate.state
        if family.number % 4 == 0:
            _at_court(family, order, today)
    return docket


def _at_court(family: Family, order: Order, today: date) -> None:
    """A hearing in the next weeks, one already held, and who stands by the children."""
    proceeding, by = order.proceeding, family.worker
    for kind, name, contact in CURATORS:
        add_role(
            proceeding=proceeding,
            kind=kind,
            name=name,
            contact=contact,
            valid_from=order.decided_on,
            by=by,
        )
    held = fix_hearing(
        proceeding=proceeding,
        at=rome_moment(working_day(order.decided_on - timedelta(days=5)), time(9, 30)),
        place="Aula 2",
        purpose="Comparizione dei genitori",
        by=by,
    )
    hold_hearing(
        hearing=held,
        attended_by="L'assistente sociale referente",
        outcome="Sentiti i genitori; il giudice si è riservato.",
        by=by,
    )
    turn = family.number // 4
    day = working_day(today + timedelta(days=HEARINGS[turn % len(HEARINGS)]))
    at = rome_moment(day, time(9 + turn % 4, 15))
    fix_hearing(proceeding=proceeding, at=at, place="Aula 4", purpose="Ascolto del minore", by=by)


def with_fates(families: list[Family]) -> list[tuple[Family, Fate]]:
    """The families with a court behind them, each with its fate."""
    found = [family for family in families if family.story.tasks and family.stage not in (NEW, CLOSED)]
    own = [family for family in found if family.unit_key == OWN_UNIT]
    others = [family for family in found if family.unit_key != OWN_UNIT]
    fates = [*FATES, *(LATER[number % len(LATER)] for number in range(len(others)))]
    first, rest = own[:1], own[1:]
    return [
        *zip(others, fates, strict=False),
        *((family, WAITING) for family in first),
        *((family, LATER[0]) for family in rest),
    ]


def _received(family: Family, fate: Fate, today: date) -> tuple[date, int | None]:
    """The day the order came, so that its first report falls due when the fate wants it; and the first term."""
    due_on = today + timedelta(days=fate.due_in)
    months = family.story.tasks[0].months
    if months is not None:
        return min(due_on - relativedelta(months=months), today - timedelta(days=2)), None
    term = next(days for days in TERMS if days >= fate.due_in + 20 or days == TERMS[-1])
    return due_on - timedelta(days=term), term


def _earlier_order(family: Family, office: Office) -> Proceeding:
    """The first order of an old case, whose duty the later one has taken back."""
    received_on = family.opened_on + timedelta(days=40)
    home = _proceeding(family, office, received_on)
    order = _register(family, office, home, OrderKind.DECRETO_PROVVISORIO, received_on, [(ENQUIRY, 120)])
    for mandate in order.mandates.all():
        revoke_mandate(mandate=mandate, reason="Superato dal provvedimento successivo", by=family.worker)
    return order.proceeding


def _order(
    family: Family, office: Office, proceeding: Proceeding | None, received_on: date, term: int | None
) -> Order:
    tasks = [(task, term if task.months is None else None) for task in family.story.tasks]
    home = proceeding or _proceeding(family, office, received_on)
    return _register(family, office, home, family.story.order, received_on, tasks)


def _proceeding(family: Family, office: Office, received_on: date) -> ProceedingData:
    began = received_on - timedelta(days=60)
    register = Register.objects.get(code="R.G. V.G.")
    return ProceedingData(
        office=office,
        kind=family.story.proceeding,
        instituted_on=began,
        section=office.sections.first(),
        judge=("dott.ssa A. Ferravanti", "dott. B. Mazzolenghi", "dott.ssa C. Ordanini")[family.number % 3],
        number=NumberData(register=register, number=412 + family.number * 37, year=began.year),
    )


def _register(
    family: Family,
    office: Office,
    proceeding: Proceeding | ProceedingData,
    kind: str,
    received_on: date,
    tasks: list[tuple[Task, int | None]],
) -> Order:
    """The order as `register_order` would leave it; the paper is ours, so no process need read it again."""
    decided_on = received_on - timedelta(days=6)
    words = _words(family, office, OrderKind(kind).label, decided_on, [task for task, _ in tasks])
    paper = page(words)
    order = Order(
        proceeding=_opened(proceeding, family),
        kind=kind,
        decided_on=decided_on,
        deposited_on=received_on - timedelta(days=3),
        received_on=received_on,
        protocol=f"{family.number * 113 + 1207:07d}/{received_on.year}",
        storage_key=uuid4(),
        file_sha256=paper.sha256,
        text="\n".join(words),
        registered_by=family.worker,
    )
    order.file = paper.as_file("provvedimento.pdf")
    order.save()
    order.cases.set(family.cases)
    for task, term in tasks:
        give_mandate(order=order, data=_mandate(family, task, term, received_on), by=family.worker)
    return order


def _opened(proceeding: Proceeding | ProceedingData, family: Family) -> Proceeding:
    if isinstance(proceeding, ProceedingData):
        return open_proceeding(data=proceeding, cases=family.cases, by=family.worker)
    return proceeding


def _mandate(family: Family, task: Task, term: int | None, starts_on: date) -> MandateData:
    return MandateData(
        kind=task.kind,
        task_text=task.text,
        cases=family.cases,
        first_term_amount=term,
        every_months=task.months,
        ends_on=starts_on + relativedelta(months=task.lasts) if task.lasts else None,
        acts=ACTS if task.kind == MandateKind.AFFIDAMENTO_SERVIZIO else (),
    )


def _begin(mandate: Mandate, family: Family, today: date) -> None:
    """What the kind asks for at its start: a responsible named, a child placed after the declaration."""
    on = min(mandate.starts_on + timedelta(days=9), today)
    if mandate.kind == MandateKind.AFFIDAMENTO_SERVIZIO:
        name_responsible(mandate=mandate, responsible=family.worker, named_on=on, by=family.worker)
    if mandate.kind in PLACEMENT_KINDS:
        declare_no_conflict(
            mandate=mandate,
            carer="Micro comunità «Il Nido sul Ramo»",
            no_kinship=True,
            no_office=True,
            declared_on=on,
            by=family.worker,
        )
        start_placement(mandate=mandate, placed_on=on, by=family.worker)


def _words(family: Family, office: Office, kind: str, decided_on: date, tasks: list[Task]) -> list[str]:
    children = ", ".join(
        f"{case.person.full_name} (n. {case.person.birth_date:%d/%m/%Y})" for case in family.cases
    )
    return [
        "DOCUMENTO DI PROVA - persone e fatti inventati",
        office.name.upper(),
        f"{office.city}, {decided_on:%d/%m/%Y}",
        kind.upper(),
        f"Letti gli atti del procedimento relativo a: {children};",
        "ritenuto necessario acquisire elementi sulle condizioni di vita e sulle relazioni familiari;",
        "P.Q.M.",
        *(f"{number}) {task.text}" for number, task in enumerate(tasks, start=1)),
        "Le parti hanno diritto di prendere visione e di estrarre copia delle relazioni depositate "
        "(art. 473-bis.27 c.p.c.). Si comunichi al servizio.",
        "Il giudice delegato",
    ]
