"""Art. 403 c.c.: golden chains, to the minute, and what is refused. Sources: handbook courts §2.2."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Deadline
from courts.actions.emergencies import (
    close_emergency,
    correct_start,
    correct_step,
    start_emergency,
    tick_step,
)
from courts.emergency_chain import due_moment, is_late
from courts.legal_numbers import MissingLegalNumberError
from courts.models import EmergencyStep, LegalNumber
from courts.terms import in_rome
from tests.factories.cases import CaseFactory, PersonFactory
from tests.factories.courts import OfficeFactory, ProsecutorFactory, emergency_for, numbers_of_the_law

pytestmark = pytest.mark.django_db

# kind, when it was done, when it was due: each counted from the minute of the step it runs from.
EASTER_2027 = [
    ("trasmissione", (2027, 3, 27, 20, 0), (2027, 3, 27, 21, 30)),
    ("richiesta_pm", (2027, 3, 30, 12, 0), (2027, 3, 30, 21, 0)),  # Easter, its Monday, the clock forward
    ("convalida", (2027, 4, 1, 10, 0), (2027, 4, 1, 12, 0)),
    ("notifica", (2027, 4, 2, 9, 0), (2027, 4, 3, 10, 0)),  # a Saturday
    ("udienza", (2027, 4, 12, 9, 30), (2027, 4, 16, 10, 0)),
    ("decisione", (2027, 4, 26, 12, 0), (2027, 4, 27, 9, 30)),
    ("reclamo", (2027, 5, 5, 11, 0), (2027, 5, 6, 12, 0)),
    ("decisione_ca", (2027, 7, 2, 11, 0), (2027, 7, 4, 11, 0)),  # a Sunday, not moved
]
OCTOBER_2026 = [
    ("trasmissione", (2026, 10, 25, 20, 0), (2026, 10, 25, 21, 15)),  # 24 hours elapsed, 23 on the clock
    ("richiesta_pm", (2026, 10, 28, 12, 0), (2026, 10, 28, 20, 0)),
    ("convalida", (2026, 10, 30, 11, 0), (2026, 10, 30, 12, 0)),
    ("udienza", (2026, 11, 13, 9, 0), (2026, 11, 14, 11, 0)),  # a Saturday, not moved
]


def rome(*wall: int) -> datetime:
    return in_rome(datetime(*wall))  # noqa: DTZ001 - the zone is given here


@pytest.fixture(autouse=True)
def numbers(db) -> None:
    numbers_of_the_law()


@pytest.fixture
def at():
    """Puts the clock of the test at a moment of Rome."""
    with time_machine.travel(rome(2026, 10, 24, 23, 0), tick=False) as clock:
        yield lambda *wall: clock.move_to(rome(*wall))


@pytest.mark.parametrize(
    ("removed", "chain"),
    [
        pytest.param((2027, 3, 26, 21, 30), EASTER_2027, id="art-403-cc-across-easter-2027"),
        pytest.param((2026, 10, 24, 22, 15), OCTOBER_2026, id="art-403-cc-across-clock-change-oct-2026"),
    ],
)
def test_a_chain_to_the_minute(world, at, removed, chain) -> None:
    at(*removed[:3], 23, 59)
    emergency = emergency_for([world.case, world.sibling], world.owner, removed_at=rome(*removed))
    for kind, done, due in chain:
        step = emergency.steps.get(kind=kind)
        assert step.due_at == rome(*due), kind
        rows = Deadline.objects.open().filter(origin=step.origin())
        assert {(row.case_id, row.due_at, row.due_on) for row in rows} == {
            (case.pk, rome(*due), date(*due[:3])) for case in (world.case, world.sibling)
        }
        at(*done)
        tick_step(emergency=emergency, kind=kind, done_at=rome(*done), proof="PEC accettata", by=world.owner)
        assert not rows.all().exists()
        assert not is_late(emergency.steps.get(kind=kind))


def test_explanations_say_how_and_what_is_uncertain(world, at) -> None:
    emergency = emergency_for([world.case], world.owner, removed_at=rome(2026, 10, 24, 22, 15))
    said = dict(emergency.steps.values_list("kind", "explanation"))
    assert said["trasmissione"] == (
        "24 ore da sabato 24/10/2026 alle 22:15, contate al minuto e mai prorogate, nel mezzo torna l'ora "
        "solare: scade domenica 25/10/2026 alle 21:15. Fonte: art. 403 c.2 c.c."
    )
    assert said["richiesta_pm"] == "72 ore dalla trasmissione. Fonte: art. 403 c.3 c.c."
    assert "Da verificare" in said["notifica"]
    assert "Da verificare" not in said["udienza"]


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # 02:30 of 28 March 2027 never was: the earlier reading is 01:30 of winter time.
        pytest.param((2027, 3, 13, 2, 30), 15, "2027-03-28T00:30+00:00", id="art-155-cpc-skipped-hour"),
        # 02:30 of 25 October 2026 was twice: the earlier is the summer one.
        pytest.param((2026, 10, 10, 2, 30), 15, "2026-10-25T00:30+00:00", id="art-155-cpc-doubled-hour"),
    ],
)
def test_days_end_at_the_earlier_moment_of_a_night_that_changes(start, days, due) -> None:
    number = LegalNumber(slug="x", amount=days, unit="days", rolling="legal", source="art. 403 c.c.")
    assert due_moment(rome(*start), number).due_at.astimezone(UTC) == datetime.fromisoformat(due)


def test_a_late_tick_is_marked_and_starts_the_next_clock(world, at) -> None:
    emergency = emergency_for([world.case], world.owner, removed_at=rome(2026, 10, 24, 22, 15))
    at(2026, 10, 26, 9, 0)
    step = tick_step(
        emergency=emergency,
        kind="trasmissione",
        done_at=rome(2026, 10, 25, 21, 16),
        proof="PEC",
        by=world.owner,
    )
    assert is_late(step)
    row = Deadline.objects.get(origin=step.origin())
    assert (row.state, row.proof, row.closed_at) == ("adempiuta", "In ritardo. PEC", step.done_at)
    assert emergency.steps.get(kind="richiesta_pm").due_at == rome(2026, 10, 28, 21, 16)


@pytest.mark.parametrize(
    ("kind", "done", "proof", "field"),
    [
        ("richiesta_pm", (2026, 10, 24, 22, 50), "PEC", "__all__"),  # out of turn
        ("udienza", (2026, 10, 24, 22, 50), "PEC", "__all__"),
        ("trasmissione", (2026, 10, 24, 22, 14), "PEC", "done_at"),  # before its start
        ("trasmissione", (2026, 10, 24, 23, 1), "PEC", "done_at"),  # in the future
        ("trasmissione", (2026, 10, 24, 22, 50), "  ", "proof"),
    ],
)
def test_a_tick_that_cannot_be_is_refused(world, at, kind, done, proof, field) -> None:
    emergency = emergency_for([world.case], world.owner, removed_at=rome(2026, 10, 24, 22, 15))
    with pytest.raises(ValidationError) as refused:
        tick_step(emergency=emergency, kind=kind, done_at=rome(*done), proof=proof, by=world.owner)
    assert field in getattr(refused.value, "error_dict", {"__all__": 1})
    assert not EmergencyStep.objects.filter(done_at__isnull=False).exists()
    assert Deadline.objects.open().filter(origin__startswith="emergency:").count() == 1


def test_a_tick_is_not_repeated_and_a_naive_time_is_refused(world, at) -> None:
    emergency = emergency_for([world.case], world.owner)
    with pytest.raises(ValidationError, match="fuso orario"):
        tick_step(
            emergency=emergency,
            kind="trasmissione",
            done_at=datetime(2026, 10, 24, 22),  # noqa: DTZ001 - the very fault
            proof="x",
            by=world.owner,
        )
    done = {"emergency": emergency, "kind": "trasmissione", "proof": "x", "by": world.owner}
    tick_step(done_at=rome(2026, 10, 24, 22, 30), **done)
    with pytest.raises(ValidationError, match="già spuntato"):
        tick_step(done_at=rome(2026, 10, 24, 22, 30), **done)


def test_a_document_of_another_family_is_no_proof(full_world) -> None:
    emergency = full_world.things.emergency
    with pytest.raises(ValidationError) as refused:
        tick_step(
            emergency=emergency,
            kind="richiesta_pm",
            done_at=emergency.oral_notice_at,
            proof="PEC",
            document=full_world.other.document,
            by=full_world.owner,
        )
    assert "document" in refused.value.error_dict


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"removed_at": timedelta(minutes=1)}, "removed_at"),
        ({"removed_at": -timedelta(days=200)}, "removed_at"),
        ({"oral_notice_at": -timedelta(hours=3)}, "oral_notice_at"),
        ({"oral_notice_at": timedelta(hours=3)}, "oral_notice_at"),
        ({"prosecutor": "tm"}, "prosecutor"),
        ({"oral_notice_by": "outsider"}, "oral_notice_by"),
        ({"cases": "adult"}, "cases"),
        ({"cases": "running"}, "cases"),
        ({"reasons": ""}, "reasons"),
    ],
)
def test_a_start_that_cannot_be_is_refused(world, at, fault, field) -> None:
    now = rome(2026, 10, 24, 23, 0)
    fields = {name: now + value if isinstance(value, timedelta) else value for name, value in fault.items()}
    cases = [world.case]
    match fields.pop("cases", None):
        case "adult":
            person = PersonFactory(controller=world.comune, birth_date=date(2008, 10, 24))
            type(world.case).unscoped.filter(pk=world.case.pk).update(person=person)
        case "running":
            emergency_for([world.case], world.owner)
    if "prosecutor" in fields:
        fields["prosecutor"] = OfficeFactory()
    if "oral_notice_by" in fields:
        fields["oral_notice_by"] = world.outsider
    with pytest.raises(ValidationError) as refused:
        emergency_for(cases, world.owner, **fields)
    assert field in refused.value.error_dict


def test_children_of_two_titolari_are_not_one_removal(world) -> None:
    far = CaseFactory(unit=world.far_unit)
    with pytest.raises(PermissionDenied):
        emergency_for([world.case, far], world.owner)


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_who_may_not_write_may_not_act(world, who) -> None:
    emergency = emergency_for([world.case], world.owner)
    by = getattr(world, who)
    with pytest.raises(PermissionDenied):
        tick_step(
            emergency=emergency, kind="trasmissione", done_at=emergency.oral_notice_at, proof="x", by=by
        )
    with pytest.raises(PermissionDenied):
        close_emergency(emergency=emergency, state="revocato", reason="x", by=by)
    with pytest.raises(PermissionDenied):
        emergency_for([world.sibling], by)


def test_a_new_number_of_the_law_touches_later_removals_only(world, at) -> None:
    LegalNumber.objects.create(
        slug="403-trasmissione",
        label="403",
        amount=12,
        unit="hours",
        rolling="never",
        source="legge nuova",
        valid_from=date(2026, 10, 25),
    )
    LegalNumber.objects.create(
        slug="403-richiesta-pm",
        label="403",
        amount=36,
        unit="hours",
        rolling="never",
        source="legge nuova",
        valid_from=date(2026, 10, 25),
    )
    at(2026, 10, 25, 12, 0)
    old = emergency_for([world.case], world.owner, removed_at=rome(2026, 10, 24, 23, 59))
    new = emergency_for([world.sibling], world.owner, removed_at=rome(2026, 10, 25, 0, 0))
    assert old.steps.get(kind="trasmissione").due_at == rome(2026, 10, 25, 22, 59)
    assert new.steps.get(kind="trasmissione").due_at == rome(2026, 10, 25, 11, 0)
    done = {"kind": "trasmissione", "done_at": rome(2026, 10, 25, 10, 0), "proof": "x", "by": world.owner}
    for emergency, due in ((old, (2026, 10, 28, 10, 0)), (new, (2026, 10, 26, 22, 0))):
        tick_step(emergency=emergency, **done)
        assert emergency.steps.get(kind="richiesta_pm").due_at == rome(*due)


def test_a_missing_number_is_told_not_guessed(world) -> None:
    LegalNumber.objects.filter(slug="403-trasmissione").delete()
    with pytest.raises(MissingLegalNumberError, match="Manca il numero di legge «403-trasmissione»"):
        emergency_for([world.case], world.owner)


def test_a_lead_corrects_and_the_next_clock_moves(world, at) -> None:
    emergency = emergency_for([world.case, world.sibling], world.owner, removed_at=rome(2026, 10, 24, 22, 15))
    at(2026, 10, 26, 9, 0)
    tick = {"emergency": emergency, "kind": "trasmissione", "proof": "PEC"}
    tick_step(done_at=rome(2026, 10, 25, 21, 16), by=world.owner, **tick)
    with pytest.raises(PermissionDenied):
        correct_step(done_at=rome(2026, 10, 25, 20, 16), reason="x", by=world.owner, **tick)
    step = correct_step(
        done_at=rome(2026, 10, 25, 20, 16), reason="Ora letta male", by=world.coordinator, **tick
    )
    assert not is_late(step)
    assert step.ticked_by == world.owner
    assert [event.done_at for event in step.events.order_by("pgh_id")][-2:] == [
        rome(2026, 10, 25, 21, 16),
        rome(2026, 10, 25, 20, 16),
    ]
    following = emergency.steps.get(kind="richiesta_pm")
    assert following.due_at == rome(2026, 10, 28, 20, 16)
    rows = Deadline.objects.filter(origin=following.origin())
    assert [row.due_at for row in rows] == [following.due_at] * 2
    assert set(Deadline.objects.filter(origin=step.origin()).values_list("proof", flat=True)) == {"PEC"}


def test_a_correction_past_the_step_that_follows_is_refused(world, at) -> None:
    emergency = emergency_for([world.case], world.owner, removed_at=rome(2026, 10, 24, 22, 15))
    at(2026, 10, 27, 9, 0)
    for kind, hour in (("trasmissione", 10), ("richiesta_pm", 12)):
        tick_step(
            emergency=emergency, kind=kind, done_at=rome(2026, 10, 25, hour, 0), proof="x", by=world.owner
        )
    with pytest.raises(ValidationError, match="è stato compiuto prima"):
        correct_step(
            emergency=emergency,
            kind="trasmissione",
            done_at=rome(2026, 10, 25, 13, 0),
            proof="x",
            reason="x",
            by=world.coordinator,
        )


def test_a_lead_corrects_the_start_and_the_first_clock_moves(world, at) -> None:
    emergency = emergency_for([world.case], world.owner, removed_at=rome(2026, 10, 24, 22, 15))
    hours = {"removed_at": rome(2026, 10, 24, 21, 5), "oral_notice_at": rome(2026, 10, 24, 21, 30)}
    given = {"emergency": emergency, "call_taken_by": "Sostituto", "reason": "Ora del verbale"}
    with pytest.raises(PermissionDenied):
        correct_start(**given, **hours, by=world.owner)
    correct_start(**given, **hours, by=world.coordinator)
    assert emergency.steps.get(kind="trasmissione").due_at == rome(2026, 10, 25, 20, 5)
    assert Deadline.objects.get(origin=f"emergency:{emergency.pk}:trasmissione").due_at == rome(
        2026, 10, 25, 20, 5
    )
    done = rome(2026, 10, 24, 22, 0)
    tick_step(emergency=emergency, kind="trasmissione", done_at=done, proof="PEC", by=world.owner)
    late = {"removed_at": rome(2026, 10, 24, 22, 15), "oral_notice_at": rome(2026, 10, 24, 22, 30)}
    with pytest.raises(ValidationError) as refused:
        correct_start(**given, **late, by=world.coordinator)
    assert "removed_at" in refused.value.error_dict


def test_closing_cancels_what_was_owed_and_ends_everything(world) -> None:
    emergency = emergency_for([world.case, world.sibling], world.owner)
    for state, reason, field in (
        ("", "x", "state"),
        ("revocato", " ", "reason"),
        ("convalidato", "x", "state"),
    ):
        with pytest.raises(ValidationError) as refused:
            close_emergency(emergency=emergency, state=state, reason=reason, by=world.owner)
        assert field in refused.value.error_dict
    close_emergency(emergency=emergency, state="revocato", reason="Revoca del PM", by=world.owner)
    rows = Deadline.objects.filter(origin__startswith=f"emergency:{emergency.pk}:")
    assert set(rows.values_list("state", "proof")) == {
        ("annullata", "Allontanamento revocato: Revoca del PM")
    }
    with pytest.raises(ValidationError, match="chiuso"):
        tick_step(
            emergency=emergency, kind="trasmissione", done_at=emergency.removed_at, proof="x", by=world.owner
        )


def test_nobody_starts_without_children(world) -> None:
    with pytest.raises(PermissionDenied):
        start_emergency(
            cases=[],
            prosecutor=ProsecutorFactory(),
            removed_at=rome(2026, 10, 24, 22, 0),
            oral_notice_at=rome(2026, 10, 24, 22, 0),
            oral_notice_by=world.owner,
            call_taken_by="x",
            reasons="x",
            by=world.owner,
        )
