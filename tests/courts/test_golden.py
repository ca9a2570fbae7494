"""Golden cases of the law: each test is one, with its source."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.models import Case, Deadline
from cases.moments import ROME
from courts.actions.ages import keep_age_deadlines
from courts.actions.competence import transfer_proceeding
from courts.actions.deadlines import keep_deadlines
from courts.actions.emergencies import tick_step
from courts.actions.entrustment import ActData, name_responsible
from courts.actions.extensions import decide_extension, request_extension
from courts.actions.hearings import fix_hearing
from courts.actions.mandates import MandateData, give_mandate, revoke_mandate
from courts.actions.proceedings import NumberData
from courts.actions.roles import add_role
from courts.actions.superseding import supersede_mandates
from courts.enums import (
    Act,
    ActHolder,
    MandateKind,
    MandateState,
    OfficeKind,
    OrderKind,
    ProceedingKind,
    ProceedingRoleKind,
)
from courts.findings import findings
from courts.models import EmergencyStep, Hearing, Mandate, Order
from courts.terms import Term, due
from reports.actions.outbox import subject_for
from reports.gathering import gather
from reports.models import Report
from tests.conftest import World
from tests.courts.actions.test_emergencies import EASTER_2027, OCTOBER_2026, rome
from tests.courts.test_terms import HANDBOOK
from tests.factories.courts import OfficeFactory, OrderFactory, ProceedingNumberFactory, emergency_for
from tests.factories.reports import opened_report, submitted

pytestmark = pytest.mark.django_db
K = MandateKind
ROLE = ProceedingRoleKind


def order_of(
    world: World, *, decided_on: date, received_on: date, kind=OrderKind.DECRETO_DEFINITIVO
) -> Order:
    cases = [world.case, world.sibling]
    return OrderFactory(
        cases=cases, kind=kind, decided_on=decided_on, deposited_on=None, received_on=received_on
    )


def give(world: World, order: Order, kind: str, **fields) -> Mandate:
    data = MandateData(
        kind=kind, task_text="Come in motivazione.", cases=[world.case, world.sibling], **fields
    )
    return give_mandate(order=order, data=data, by=world.owner)


def dues(mandate: Mandate, case: Case) -> list[date]:
    rows = Deadline.objects.filter(case=case, origin__startswith=f"mandate:{mandate.pk}:")
    return list(rows.order_by("due_on").values_list("due_on", flat=True))


def test_entrustment_of_24_months_with_two_extensions(world) -> None:
    """L. 184/1983 art. 5-bis: 24 months at most, a report every 6, a responsible person in 15 days.
    Art. 154 c.p.c.: each extension before expiry, not longer than the term; the second on serious grounds."""
    with time_machine.travel(date(2026, 1, 12), tick=False):
        order = order_of(world, decided_on=date(2026, 1, 7), received_on=date(2026, 1, 12))
        with pytest.raises(ValidationError):
            give(world, order, K.AFFIDAMENTO_SERVIZIO, every_months=6, ends_on=date(2028, 1, 13))
        acts = [ActData(act=Act.SCUOLA, holder=ActHolder.SERVIZIO)]
        mandate = give(
            world, order, K.AFFIDAMENTO_SERVIZIO, every_months=6, ends_on=date(2028, 1, 12), acts=acts
        )
        named = Deadline.objects.get(case=world.case, origin=f"named:{mandate.pk}:1")
        assert named.due_on == date(2026, 1, 27)
        name_responsible(
            mandate=mandate, responsible=world.coordinator, named_on=date(2026, 1, 12), by=world.owner
        )
    grounds = {"cycle": 1, "reason": "Perizia in corso.", "mandate": mandate, "by": world.owner}
    with time_machine.travel(date(2026, 7, 1), tick=False):
        keep_deadlines()
        assert dues(mandate, world.case) == [date(2026, 7, 13), date(2027, 1, 12)]
        first = request_extension(
            requested_on=date(2026, 7, 1), requested_until=date(2026, 10, 13), **grounds
        )
        decide_extension(extension=first, granted=True, by=world.owner)
    with time_machine.travel(date(2026, 10, 5), tick=False):
        again = {"requested_on": date(2026, 10, 5), "requested_until": date(2026, 12, 1)}
        with pytest.raises(ValidationError):
            request_extension(**again, **grounds)
        second = request_extension(serious=True, **again, **grounds)
        decide_extension(extension=second, granted=True, by=world.owner)
    row = Deadline.objects.get(case=world.sibling, origin=mandate.origin(1))
    assert (row.due_on, row.original_due_on) == (date(2026, 12, 1), date(2026, 7, 13))
    with time_machine.travel(date(2026, 12, 2), tick=False), pytest.raises(ValidationError) as late:
        request_extension(
            requested_on=date(2026, 12, 2), requested_until=date(2026, 12, 20), serious=True, **grounds
        )
    assert "nota sul ritardo" in late.value.message_dict["requested_on"][0]
    keep_deadlines(today=date(2028, 1, 1))  # the other reports stand where they were; none after the end
    others = [date(2026, 12, 1), date(2027, 1, 12), date(2027, 7, 12), date(2028, 1, 12)]
    assert dues(mandate, world.case) == others


def test_revocation_of_one_of_five_mandates(world) -> None:
    """Art. 473-bis.27 c.p.c.: each task stands by itself; the other four go on."""
    with time_machine.travel(date(2026, 3, 2), tick=False):
        order = order_of(world, decided_on=date(2026, 2, 20), received_on=date(2026, 3, 2))
        kinds = [K.INDAGINE_SOCIALE, K.ADM, K.INCONTRI_PROTETTI, K.VALUTAZIONE_GENITORIALE, K.AGGIORNAMENTO]
        five = [give(world, order, kind, every_months=4) for kind in kinds]
    with time_machine.travel(date(2026, 5, 4), tick=False):
        later = order_of(
            world, decided_on=date(2026, 4, 29), received_on=date(2026, 5, 4), kind=OrderKind.REVOCA_MODIFICA
        )
        supersede_mandates(order=later, mandates=[five[2]], outcome="revocato", by=world.owner)
        keep_deadlines()
    states = list(Mandate.objects.order_by("pk").values_list("state", flat=True))
    active = MandateState.ATTIVO
    assert states == [active, active, MandateState.REVOCATO, active, active]
    owed = Deadline.objects.open().filter(origin__startswith="mandate:")
    going_on = [five[n] for n in (0, 1, 3, 4)]
    assert set(owed.values_list("origin", flat=True)) == {m.origin(n) for m in going_on for n in (1, 2)}
    assert owed.count() == 16  # each for both children


def test_siblings_with_one_order_and_different_ages(world) -> None:
    """Art. 473-bis.4 and .8 c.p.c., art. 2 c.c.: one report for both, each birthday for its own child."""
    for case, born in ((world.case, date(2012, 6, 20)), (world.sibling, date(2008, 8, 2))):
        case.person.birth_date = born
        case.person.save()
    with time_machine.travel(date(2026, 3, 2), tick=False):
        order = order_of(world, decided_on=date(2026, 2, 20), received_on=date(2026, 3, 2))
        mandate = give(world, order, K.INDAGINE_PSICOSOCIALE, first_term_amount=90)
        keep_age_deadlines()
    assert dues(mandate, world.case) == dues(mandate, world.sibling) == [date(2026, 6, 1)]
    ages = Deadline.objects.filter(origin__startswith="age:").order_by("due_on")
    assert list(ages.values_list("case", "due_on", "title")) == [
        (world.sibling.pk, date(2026, 5, 2), "17 anni e 9 mesi: ultima chiamata per il prosieguo"),
        (world.case.pk, date(2026, 6, 20), "Compie 14 anni: può chiedere un curatore speciale"),
        (world.sibling.pk, date(2026, 8, 2), "Compie 18 anni: chiudere o proseguire"),  # a Sunday: no rolling
    ]


def test_transfer_tm_to_to_in_mid_term(world) -> None:
    """Art. 38 disp. att. c.c.: the parents separate, the matter goes from TM to TO; the orders of the TM stay in
    force until the TO confirms, changes or revokes them. So the mandate lives on, its term does not start again,
    and only whom it reports to changes; what was already sent for approval keeps its addressee."""
    tm, to = OfficeFactory(name="TM di Prova"), OfficeFactory(name="TO di Prova", kind=OfficeKind.TO)
    with time_machine.travel(date(2026, 1, 12), tick=False):
        order = order_of(world, decided_on=date(2026, 1, 7), received_on=date(2026, 1, 12))
        home = order.proceeding
        home.office = tm
        home.save()
        ProceedingNumberFactory(proceeding=home, number=10)
        for kind, name in ((ROLE.GIUDICE_DELEGATO, "dott. Uno"), (ROLE.CURATORE_SPECIALE, "avv. Curatrice")):
            add_role(proceeding=home, kind=kind, name=name, valid_from=date(2026, 1, 7), by=world.owner)
        mandate = give(world, order, K.AGGIORNAMENTO, every_months=4)
        guardian = give(
            world, order, K.VIGILANZA_SUPPORTO, every_months=6, recipient=OfficeFactory(kind="gt")
        )
        ended = revoke_mandate(
            mandate=give(world, order, K.ADM, every_months=6), reason="Per errore", by=world.owner
        )
        hearing = fix_hearing(proceeding=home, at=datetime(2026, 4, 21, 9, tzinfo=ROME), by=world.owner)
    with time_machine.travel(date(2026, 3, 20), tick=False):
        sent = submitted(opened_report(mandate), world.owner)
        drafted = opened_report(mandate, 2)
        assert dues(mandate, world.case) == [date(2026, 5, 12)]
        register = NumberData(register=home.numbers.get().register, number=77, year=2026)
        new = transfer_proceeding(
            proceeding=home,
            office=to,
            transferred_on=date(2026, 3, 16),
            kind=ProceedingKind.SEPARAZIONE,
            number=register,
            by=world.owner,
        )
        following = opened_report(Mandate.objects.get(pk=mandate.pk), 3)
        printed = gather(following, at=timezone.now())
        keep_deadlines()
    for row in (mandate, guardian, ended, hearing, home):
        row.refresh_from_db(fields=[name for name in ("recipient", "transferred_to") if hasattr(row, name)])
    assert (home.transferred_to, new.office, set(new.cases.all())) == (new, to, {world.case, world.sibling})
    assert order.proceeding_id == home.pk  # the paper stays what it is
    assert Mandate.objects.get(pk=mandate.pk).state == MandateState.ATTIVO
    assert (mandate.recipient, guardian.recipient.kind, ended.recipient) == (to, "gt", tm)
    assert dues(mandate, world.case) == [date(2026, 5, 12), date(2026, 9, 14)]
    assert not Deadline.objects.filter(origin__startswith="mandate:", state="annullata").exclude(
        origin__startswith=f"mandate:{ended.pk}:"
    )
    drafted.refresh_from_db(fields=["recipient"])
    assert (Report.objects.get(pk=sent.pk).recipient, drafted.recipient, following.recipient) == (tm, to, to)
    assert (printed.office.name, printed.office.judge) == ("TO di Prova", "")
    assert [row.label for row in printed.proceedings] == ["77/2026 R.G. V.G.", "10/2025 R.G. V.G."]
    assert [(row.kind, row.name) for row in printed.roles] == [
        ("Curatore speciale del minore", "avv. Curatrice")
    ]
    assert subject_for(following, to).startswith("77/2026 R.G. V.G.")
    assert Hearing.objects.get(pk=hearing.pk).state == "annullata"
    assert not [one.text for one in findings(world.case) if "competente" in one.text]


def test_vigilance_gives_the_service_no_decision(world) -> None:
    """Cass. 32290/2023: vigilance and support neither limits the parents nor gives acts to the service."""
    with time_machine.travel(date(2026, 3, 2), tick=False):
        order = order_of(world, decided_on=date(2026, 2, 20), received_on=date(2026, 3, 2))
        acts = [ActData(act=Act.SALUTE, holder=ActHolder.SERVIZIO)]
        with pytest.raises(ValidationError, match="32290/2023"):
            give(world, order, K.VIGILANZA_SUPPORTO, every_months=6, acts=acts)
        assert give(world, order, K.VIGILANZA_SUPPORTO, every_months=6).ends_on is None


@pytest.mark.parametrize(("start", "term", "expected"), HANDBOOK)
def test_vector_of_the_handbook(start: date, term: Term, expected: date) -> None:
    """Art. 155 c.p.c., L. 742/1969, L. 151/2025: the vectors of the handbook §3, each by its name."""
    assert due(start, term).due_on == expected


def follow(world: World, removed: tuple[int, ...], chain: list[tuple[Any, ...]]) -> list[EmergencyStep]:
    """The steps of a removal, each done when the table says."""
    with time_machine.travel(rome(*removed[:3], 23, 59), tick=False) as clock:
        emergency = emergency_for([world.case, world.sibling], world.owner, removed_at=rome(*removed))
        for kind, done, _ in chain:
            clock.move_to(rome(*done))
            proof = {"proof": "PEC accettata", "by": world.owner}
            tick_step(emergency=emergency, kind=kind, done_at=rome(*done), **proof)
    return [emergency.steps.get(kind=kind) for kind, _, _ in chain]


def elapsed(step: EmergencyStep) -> timedelta:
    assert step.starts_at is not None
    assert step.due_at is not None
    return step.due_at.astimezone(UTC) - step.starts_at.astimezone(UTC)


def test_removal_across_easter(world) -> None:
    """Art. 403 c.c.: 24, 72, 48 hours through Easter, its Monday and the clock going forward: none is moved."""
    steps = follow(world, (2027, 3, 26, 21, 30), EASTER_2027)
    assert [step.due_at for step in steps] == [rome(*moment) for _, _, moment in EASTER_2027]
    assert [elapsed(step) for step in steps[:3]] == [timedelta(hours=hours) for hours in (24, 72, 48)]


def test_removal_across_the_october_clock_change(world) -> None:
    """Art. 403 c.c.: 24 hours that pass, 23 on the clock of the wall; a Saturday hearing stays on Saturday."""
    steps = follow(world, (2026, 10, 24, 22, 15), OCTOBER_2026)
    assert [step.due_at for step in steps] == [rome(*moment) for _, _, moment in OCTOBER_2026]
    assert [elapsed(step) for step in steps[:3]] == [timedelta(hours=hours) for hours in (24, 72, 48)]
