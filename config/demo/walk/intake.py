"""Two siblings, an order with two mandates, and the deadlines that follow."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.actions.diary import write_entry
from cases.actions.intake import AdultData, ChildData, register_intake
from cases.actions.people import AddressData
from cases.actions.team import add_to_team
from cases.diary_content import EVALUATION, FACT, STATEMENT, EntryContent, ParagraphContent
from cases.duties import grouped, in_sight
from cases.enums import AddressKind, EntryKind, Kinship, TeamRole
from cases.models import Deadline
from config.demo.names import impossible_tax_code
from config.demo.offices import OFFICES
from config.demo.paper import page
from config.demo.stories import ENQUIRY, UPDATE
from config.demo.walk.thread import Thread, made, require
from courts.actions.mandates import MandateData
from courts.actions.orders import register_order
from courts.actions.proceedings import NumberData, ProceedingData, proceeding_with
from courts.enums import OrderKind, ProceedingKind
from courts.models import Office, Register

SURNAME = "Sorgentini"
FIRST_TERM_DAYS = 30
RECEIVED_DAYS_AGO = 10


def open_two_siblings(thread: Thread) -> str:
    """One household, one case for each child, an équipe."""
    born = thread.today.replace(day=1)
    children = [
        _child("Nina", "F", born.replace(year=born.year - 9)),
        _child("Teo", "M", born.replace(year=born.year - 6)),
    ]
    thread.cases = register_intake(
        unit=thread.people.units["tutela_borgolieto"],
        household=None,
        household_name=f"Nucleo {SURNAME}",
        children=children,
        adults=[
            AdultData("Elena", "Fossareni", Kinship.MOTHER, responsibility="piena"),
            AdultData("Marco", SURNAME, Kinship.FATHER, cohabiting=False, responsibility="piena"),
        ],
        address=AddressData(AddressKind.RESIDENCE, "via dei Tigli 7, Borgolieto"),
        source="Scuola",
        reason="Segnalazione della scuola per assenze ripetute.",
        opened_on=thread.today - timedelta(days=12),
        by=thread.worker,
    )
    for case in thread.cases:
        add_to_team(
            case=case,
            user=thread.people.users["psicologa"],
            role=TeamRole.PSICOLOGO,
            valid_from=thread.today,
            note="",
            by=thread.worker,
        )
    require(len({case.household_id for case in thread.cases}) == 1, "i fratelli non sono nello stesso nucleo")
    return f"fascicoli {' e '.join(case.reference for case in thread.cases)}"


def _child(first_name: str, sex: str, born: date) -> ChildData:
    code = impossible_tax_code(first_name=first_name, last_name=SURNAME, born=born, sex=sex, place="Lodi")
    return ChildData(first_name, SURNAME, born, sex, "Lodi", "Italia", code)


def write_the_diary(thread: Thread) -> str:
    """What the worker saw and heard, fact, words and evaluation apart, once for both children."""
    day = thread.today - timedelta(days=3)
    content = EntryContent(
        kind=EntryKind.VISITA_DOMICILIARE,
        occurred_at=timezone.make_aware(datetime.combine(day, time(16, 30))),
        place="Abitazione",
        participants="Madre, figli",
        hours=Decimal("1.5"),
        paragraphs=(
            ParagraphContent(
                FACT, "L'alloggio è ordinato; ciascun figlio ha un letto e un tavolo per i compiti."
            ),
            ParagraphContent(
                STATEMENT,
                "«La mattina faccio fatica a portarli in orario, il turno inizia alle sei.»",
                "La madre",
            ),
            ParagraphContent(
                EVALUATION, "La difficoltà è organizzativa; la relazione con i figli è calda e attenta."
            ),
        ),
    )
    entries = write_entry(cases=thread.cases, by=thread.worker, content=content)
    require(len(entries) == len(thread.cases), "la nota non è in entrambi i diari")
    return "visita domiciliare in entrambi i diari"


def register_the_order(thread: Thread) -> str:
    """The decree with its PDF and two mandates: an enquiry in thirty days, an update every six months."""
    office = Office.objects.get(name=OFFICES["tm_milano"][1])
    received_on = thread.today - timedelta(days=RECEIVED_DAYS_AGO)
    paper = page(["DOCUMENTO DI PROVA", office.name, "DECRETO", ENQUIRY.text, UPDATE.text])
    thread.order = register_order(
        proceeding=ProceedingData(
            office=office,
            kind=ProceedingKind.LIMITAZIONE_333,
            instituted_on=received_on - timedelta(days=40),
            judge="dott.ssa A. Ferravanti",
            number=_free_number(office, received_on.year, thread.cases[0].unit.controller_id),
        ),
        kind=OrderKind.DECRETO_PROVVISORIO,
        decided_on=received_on - timedelta(days=5),
        received_on=received_on,
        protocol=f"0012345/{received_on.year}",
        cases=thread.cases,
        file=SimpleUploadedFile("decreto.pdf", paper.content, "application/pdf"),
        mandates=[
            MandateData(
                kind=ENQUIRY.kind,
                task_text=ENQUIRY.text,
                cases=thread.cases,
                first_term_amount=FIRST_TERM_DAYS,
            ),
            MandateData(
                kind=UPDATE.kind, task_text=UPDATE.text, cases=thread.cases, every_months=UPDATE.months
            ),
        ],
        by=thread.worker,
    )
    thread.enquiry, thread.update = thread.order.mandates.order_by("pk")
    return f"{office.name}, n. {thread.order.proceeding.label}"


def _free_number(office: Office, year: int, controller_id: int) -> NumberData:
    """A number nobody has: the walk may be walked twice on the same data."""
    register = Register.objects.get(code="R.G. V.G.")
    data = (NumberData(register=register, number=number, year=year) for number in range(9001, 9999))
    return next(each for each in data if proceeding_with(office, each, controller_id) is None)


def see_the_deadlines(thread: Thread) -> str:
    """They are on each case and, as one duty for both children, on the worker's Oggi."""
    origin = made(thread.enquiry).origin(1)
    for case in thread.cases:
        origins = set(case.deadlines.open().values_list("origin", flat=True))
        expected = {origin, made(thread.update).origin(1)}
        require(expected <= origins, f"nel fascicolo {case.reference} mancano delle scadenze")
    mine = Deadline.objects.open().owned_by(thread.worker, thread.today).filter(origin=origin)
    duties = grouped(in_sight(mine, thread.worker), thread.worker)
    require(len(duties) == 1, "su Oggi la scadenza non è una sola voce per i due fratelli")
    require(len(duties[0].cases) == len(thread.cases), "su Oggi manca uno dei fratelli")
    return f"«{duties[0].title}» entro il {duties[0].due_on:%d/%m/%Y}, su Oggi e nei fascicoli"
