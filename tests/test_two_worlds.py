"""The same person with and without fifty hidden families: the same bytes everywhere (safety §3)."""

from collections.abc import Iterator
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
from tests.matrix.shapes import SEEN, UNKNOWN_ID
from tests.matrix.visits import Visitors, gather_statistics, undone

HIDDEN_FAMILIES = 50
PEOPLE = ("owner", "coordinator", "reader", "colleague", "stranger", "administrator", "superuser")
BARRED = ("owner", "coordinator")
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


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One world; the hidden families come and go inside a test."""


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    """A new diary entry proposes the minute it is: both worlds are looked at in the same one."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


@pytest.mark.parametrize("who", PEOPLE)
def test_hidden_families_change_no_byte(visitors: Visitors, who: str):
    before = everything_shown(visitors, who)
    assert len(before) > 20
    with undone():
        hide_families(visitors.full)
        gather_statistics()
        assert changed(before, everything_shown(visitors, who)) == []
        if who in BARRED:
            open_but_barred(visitors, who)
            gather_statistics()
            assert changed(before, everything_shown(visitors, who)) == []


def open_but_barred(visitors: Visitors, who: str) -> None:
    """The hidden families of the very unit opened to everybody in it, and to the owner's équipe: but for a barrier."""
    full, user = visitors.full, visitors.user(who)
    Case.unscoped.filter(unit=full.unit, reference__startswith="2026/9").update(restricted=False)
    cases = list(Case.unscoped.filter(reference__startswith="2026/9"))
    TeamMember.objects.bulk_create(
        TeamMember(case=case, user=full.owner, role="psicologo", valid_from=case.opened_on) for case in cases
    )
    Barrier.objects.bulk_create(
        Barrier(
            case=case,
            user=user,
            kind="parente",
            reason="Zio.",
            valid_from=case.opened_on,
            registered_by=full.coordinator,
        )
        for case in cases
    )


def test_the_hidden_families_show_to_their_own_people(visitors: Visitors):
    """The positive control: were they visible, the comparison would notice."""
    before = everything_shown(visitors, "far_lead")
    with undone():
        hide_families(visitors.full)
        gather_statistics()
        after = everything_shown(visitors, "far_lead")
    assert {
        "/",
        "/casi/",
        "the list as a file",
        "/statistiche/",
        "/servizi/",
        "/relazioni/",
        "search for scuola",
    } <= set(changed(before, after))


def changed(before: dict[str, tuple[int, bytes]], after: dict[str, tuple[int, bytes]]) -> list[str]:
    """Where the two worlds differ."""
    return [where for where in before if before[where] != after[where]]


def everything_shown(visitors: Visitors, who: str) -> dict[str, tuple[int, bytes]]:
    """Lists, counts, the case's own pages, forms with their choices, searches."""
    full, shown = visitors.full, {}
    seen = [line for line in LINES if who not in line.get or line.get[who] == SEEN]
    for url in (*(line.url(full) for line in seen), *FILTERS, f"/casi/{UNKNOWN_ID}/"):
        answer = visitors.get(who, url)
        shown[url] = (answer.status, answer.settled)
    answer = visitors.post(who, "/casi/file/?stato=tutti", {"formato": "csv"})
    shown["the list as a file"] = (answer.status, answer.settled)
    for words in ASKED:
        with undone():
            visitors.ask_for_good(who, "post", "/ricerca/", {"text": words})
            answer = visitors.ask_for_good(who, "get", "/ricerca/")
        shown[f"search for {words}"] = (answer.status, answer.settled)
    return shown


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
