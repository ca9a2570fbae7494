"""The same person with and without fifty hidden families: the same bytes everywhere (safety §3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts.models import Unit
from cases.models import (
    Address,
    Barrier,
    Case,
    Deadline,
    DiaryEntry,
    DiaryParagraph,
    Document,
    Household,
    HouseholdMember,
    Person,
    TeamMember,
)
from courts.models import Mandate, Order, Proceeding
from peipa.models import Plan
from reports.models import Report
from services.catalogue.models import Enrolment, ServiceKind
from tests.factories.everything import FullWorld
from tests.matrix.expectations import LINES
from tests.matrix.shapes import NOT_THIS_WAY, SEEN, UNKNOWN_ID, Line
from tests.matrix.visits import Answer, Visitors, gather_statistics, undone

HIDDEN_FAMILIES = 50
PEOPLE = ("owner", "coordinator", "reader", "colleague", "stranger", "administrator", "superuser")
BARRED = ("owner", "coordinator")
# They see no family at all: the filters of lists have nothing to take away.
NO_CASEWORK = ("administrator", "superuser")
# Words that the hidden families share with the visible one.
ASKED = ("Minore", "Inventato", "scuola", "Verbale di udienza", "2026", "regolarita")
FILTERS = (
    "/casi/?stato=tutti",
    "/casi/?q=Inventato",
    "/casi/?q=Inventato&stato=tutti",
    "/casi/?filtri=1&silenzio=30&ordine=contatto",
    "/casi/?ordine=persona",
    "/agenda/?mese=2026-10",
    "/agenda/?mese=2026-12",
    "/agenda/?mese=2026-12&chi=unita",
    "/relazioni/?state=bozza",
    "/servizi/spazio_neutro/?stato=richiesto",
)

Shown = dict[str, tuple[int, bytes]]


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One world; the hidden families come into it when everybody has looked."""


@dataclass
class Worlds:
    """What each person is shown alone, and then beside fifty families that are hidden from them."""

    alone: dict[str, Shown]
    beside: dict[str, Shown]


@pytest.fixture(scope="module")
def worlds(visitors: Visitors) -> Worlds:
    """Everybody looks, the families come, everybody looks again: each page once in each world.

    All in one minute: a new diary entry proposes the one it is.
    """
    full = visitors.full
    with time_machine.travel(datetime.now(UTC), tick=False):
        alone = {who: shown(visitors, who) for who in PEOPLE} | {"far_lead": control(visitors)}
        hide_families(full)
        gather_statistics()
        beside = {who: shown(visitors, who) for who in PEOPLE if who not in BARRED}
        beside["far_lead"] = control(visitors)
        open_but_barred(full)
        gather_statistics()
        beside |= {who: shown(visitors, who) for who in BARRED}
    return Worlds(alone, beside)


@pytest.mark.parametrize("who", PEOPLE)
def test_hidden_families_change_no_byte(worlds: Worlds, who: str):
    assert len(worlds.alone[who]) > 20
    assert worlds.alone[who].keys() == worlds.beside[who].keys()
    assert changed(worlds, who) == []


def test_every_page_is_compared(visitors: Visitors, worlds: Worlds):
    """Whatever any of these people opens, lists and pages of one family, somebody has compared."""
    compared = {where for who in PEOPLE for where in worlds.beside[who]}
    opened = {line.url(visitors.full) for who in PEOPLE for line in lines_of(who)}
    assert opened - compared == set()


def test_the_hidden_families_show_to_their_own_people(worlds: Worlds):
    """The positive control: were they visible, the comparison would notice."""
    assert changed(worlds, "far_lead") == list(worlds.alone["far_lead"])


def open_but_barred(full: FullWorld) -> None:
    """Half of the families of the very unit opened to everybody in it, and to the owner's équipe: but for a
    barrier. The other half stays restricted."""
    rows = Case.unscoped.filter(unit=full.unit, reference__startswith="2026/9").order_by("pk")
    cases = list(rows)[::2]
    Case.unscoped.filter(pk__in=[case.pk for case in cases]).update(restricted=False)
    TeamMember.objects.bulk_create(
        TeamMember(case=case, user=full.owner, role="psicologo", valid_from=case.opened_on) for case in cases
    )
    Barrier.objects.bulk_create(
        Barrier(
            case=case,
            user=getattr(full, who),
            kind="parente",
            reason="Zio.",
            valid_from=case.opened_on,
            registered_by=full.coordinator,
        )
        for case in cases
        for who in BARRED
    )


def changed(worlds: Worlds, who: str) -> list[str]:
    """Where the two worlds differ."""
    return [where for where, answer in worlds.alone[who].items() if answer != worlds.beside[who][where]]


def lines_of(who: str) -> list[Line]:
    """What this person may open, but for the pages that read no table."""
    return [line for line in LINES if ":" in line.name and (who not in line.get or line.get[who] == SEEN)]


def shown(visitors: Visitors, who: str) -> Shown:
    """Lists, counts, searches, exports; of one family the owner's pages and forms, of others what the owner has
    not, and the tabs."""
    owners, full = lines_of("owner"), visitors.full
    lines = [
        line
        for line in lines_of(who)
        if who == "owner" or not line.ids or line not in owners or _is_tab(line)
    ]
    urls = [line.url(full) for line in lines] + [f"/casi/{UNKNOWN_ID}/"]
    urls += FILTERS if who not in NO_CASEWORK else ()
    found = {url: visitors.get(who, url) for url in urls}
    found |= _asked(visitors, who, ASKED if who not in NO_CASEWORK else ("scuola",))
    return {where: (answer.status, answer.settled) for where, answer in found.items()}


def control(visitors: Visitors) -> Shown:
    """What must look otherwise to the lead of the hidden families."""
    lists = ("/", "/casi/", "/statistiche/", "/servizi/", "/relazioni/")
    found = {url: visitors.get("far_lead", url) for url in lists} | _asked(visitors, "far_lead", ("scuola",))
    return {where: (answer.status, answer.settled) for where, answer in found.items()}


def _asked(visitors: Visitors, who: str, asked: Iterable[str]) -> dict[str, Answer]:
    """The list as a file, and searches."""
    found = {"the list as a file": visitors.post(who, "/casi/file/?stato=tutti", {"formato": "csv"})}
    for words in asked:
        with undone():
            visitors.ask_for_good(who, "post", "/ricerca/", {"text": words})
            found[f"search for {words}"] = visitors.ask_for_good(who, "get", "/ricerca/")
    return found


def _is_tab(line: Line) -> bool:
    return line.ids == {"pk": "case"} and line.post["owner"] == NOT_THIS_WAY


def hide_families(full: FullWorld) -> None:
    """Half of another titolare, half restricted in the very unit of these people. Written in bulk."""
    units = [full.far_unit if n % 2 else full.unit for n in range(HIDDEN_FAMILIES)]
    cases = _cases(full, units)
    _record(full, cases)
    _court(full, cases)
    kind = ServiceKind.objects.get(slug="spazio_neutro")
    Enrolment.objects.bulk_create(
        Enrolment(case=case, kind=kind, origin="servizio_sociale", requested_on=date(2026, 1, 10))
        for case in cases
    )
    Plan.objects.bulk_create(
        Plan(
            case=case,
            title="Progetto educativo",
            starts_on=date(2026, 2, 1),
            review_on=date(2026, 8, 1),
            author=full.outsider,
        )
        for case in cases
    )


def _cases(full: FullWorld, units: list[Unit]) -> list[Case]:
    people = Person.objects.bulk_create(
        Person(
            controller=unit.controller,
            first_name=f"Minore{n}",
            last_name=f"Inventato{n}",
            birth_date=date(2016, 5, 4),
        )
        for n, unit in enumerate(units)
    )
    households = Household.objects.bulk_create(
        Household(controller=unit.controller, name=f"Nucleo {n}") for n, unit in enumerate(units)
    )
    cases = Case.unscoped.bulk_create(
        Case(
            reference=f"2026/9{n:04d}",
            person=people[n],
            household=households[n],
            unit=unit,
            opened_on=date(2025, 1, 15),
            restricted=unit == full.unit,
        )
        for n, unit in enumerate(units)
    )
    HouseholdMember.objects.bulk_create(
        HouseholdMember(
            household=case.household, person=case.person, kinship="figlio", valid_from=date(2020, 1, 1)
        )
        for case in cases
    )
    Address.objects.bulk_create(
        Address(person=case.person, kind="residenza", text="via Pubblica 3", valid_from=date(2020, 1, 1))
        for case in cases
    )
    TeamMember.objects.bulk_create(
        TeamMember(
            case=case,
            # Somebody who may answer: deadlines of nobody are told to the leads, as a number.
            user=full.things.team_member.user if case.restricted else full.outsider,
            role="assistente_sociale",
            responsible=True,
            valid_from=case.opened_on,
        )
        for case in cases
    )
    return cases


def _record(full: FullWorld, cases: list[Case]) -> None:
    entries = DiaryEntry.objects.bulk_create(
        DiaryEntry(
            case=case,
            kind="colloquio",
            occurred_at=datetime(2026, 10, 1, 15, 0, tzinfo=UTC),
            author=full.outsider,
        )
        for case in cases
    )
    DiaryParagraph.objects.bulk_create(
        DiaryParagraph(entry=entry, kind="fatto", text="Il minore frequenta la scuola con regolarità.")
        for entry in entries
    )
    Document.objects.bulk_create(
        Document(
            case=case,
            folder="tribunale",
            title="Verbale di udienza",
            file="cases/nessuno",
            storage_key=uuid4(),
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            uploaded_by=full.outsider,
        )
        for case in cases
    )
    soon = datetime.now(UTC) + timedelta(hours=1)
    Deadline.objects.bulk_create(
        Deadline(
            case=case, title="Relazione", due_on=date(2026, 12, 1), due_at=soon, origin=f"prova:{case.pk}:1"
        )
        for case in cases
    )


def _court(full: FullWorld, cases: list[Case]) -> None:
    """One mandate of one order about them all, and a report on each."""
    office = full.things.mandate.recipient
    proceeding = Proceeding.objects.create(office=office, kind=full.things.proceeding.kind)
    proceeding.cases.set(cases)
    order = Order.objects.create(
        proceeding=proceeding,
        kind=full.things.order.kind,
        decided_on=date(2025, 2, 3),
        received_on=date(2025, 2, 10),
        file="orders/nessuno",
        text="Verbale di udienza 2026: il Minore Inventato frequenta la scuola con regolarita.",
        storage_key=uuid4(),
        file_sha256="0" * 64,
        registered_by=full.outsider,
    )
    order.cases.set(cases)
    mandate = Mandate.objects.create(
        order=order,
        kind=full.things.mandate.kind,
        task_text="Relazione di aggiornamento.",
        starts_on=date(2025, 2, 10),
        every_months=6,
        recipient=office,
        executor=full.far_unit,
    )
    mandate.cases.set(cases)
    reports = Report.objects.bulk_create(
        Report(
            case=case,
            mandate=mandate,
            cycle=n,
            recipient=office,
            kind="aggiornamento",
            outline=full.things.report.outline,
            period_from=date(2026, 1, 1),
            period_to=date(2026, 6, 1),
            due_on=date(2026, 6, 10),
            author=full.outsider,
        )
        for n, case in enumerate(cases, start=1)
    )
    covered = Report.covered.through
    covered.objects.bulk_create(covered(report=report, case=report.case) for report in reports)
