"""Giving a deadline to somebody, and who answers for it while they are away."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Absence
from cases.actions.deadlines import assign_deadline, cancel_deadlines, move_deadlines, open_deadline
from cases.assignments import answering_today, assignments_of
from cases.models import Deadline
from tests.conftest import member
from tests.factories.cases import DeadlineFactory

TODAY = timezone.localdate()


def due(world, **fields):
    return [
        DeadlineFactory(case=case, due_on=TODAY + timedelta(days=9), origin="mandate:7:1", **fields)
        for case in (world.case, world.sibling)
    ]


def away(person):
    Absence.objects.create(user=person, starts_on=TODAY, ends_on=TODAY)


def test_owner_then_responsible_then_coordinator_then_manager_then_the_ente(world):
    manager = member(Role.RESPONSABILE, world.unit)
    deadline, _ = due(world)
    assign_deadline(deadline=deadline, to=world.reader, by=world.owner)
    for person, words in [
        (world.reader, "a cui è assegnata"),
        (world.owner, "responsabile del caso"),
        (world.coordinator, "chi coordina l’unità"),
        (manager, "responsabile del servizio"),
    ]:
        assert answering_today([deadline], TODAY) == {deadline.pk: f"{person}, {words}"}
        away(person)
    assert answering_today([deadline], TODAY)[deadline.pk].startswith("nessuno")


def test_siblings_follow_where_the_person_sees_them(world):
    first, second = due(world)
    assert assign_deadline(deadline=first, to=world.coordinator, by=world.owner) == [first, second]
    assert assign_deadline(deadline=first, to=world.reader, by=world.owner) == [first]
    owners = Deadline.objects.filter(origin="mandate:7:1").order_by("case").values_list("owner", flat=True)
    assert list(owners) == [world.reader.pk, world.coordinator.pk]


def test_every_change_of_hands_is_kept(world):
    deadline, _ = due(world)
    for to, by in (("owner", "coordinator"), ("coordinator", "owner"), (None, "coordinator")):
        assign_deadline(deadline=deadline, to=to and getattr(world, to), by=getattr(world, by))
    steps = [(step.to, step.by) for step in assignments_of(deadline)]
    lead, owner = world.coordinator, world.owner
    assert steps == [(None, lead), (lead, owner), (owner, lead)]


@pytest.mark.parametrize("to", ["colleague", "stranger", "outsider", "administrator", "disabled"])
def test_never_to_somebody_who_cannot_open_the_case(world, to):
    deadline, _ = due(world)
    with pytest.raises(ValidationError, match="non può vedere"):
        assign_deadline(deadline=deadline, to=getattr(world, to), by=world.owner)


def test_not_by_a_reader_and_not_when_closed(world):
    deadline, _ = due(world)
    with pytest.raises(PermissionDenied):
        assign_deadline(deadline=deadline, to=None, by=world.reader)
    cancel_deadlines(origin=deadline.origin, reason="Revocato")
    with pytest.raises(ValidationError, match="già chiusa"):
        assign_deadline(deadline=deadline, to=world.owner, by=world.owner)


def test_a_window_opens_before_it_closes(world):
    opens, closes = TODAY + timedelta(days=5), TODAY + timedelta(days=9)
    given = {"case": world.case, "title": "Verifica", "by": None, "opens_on": opens}
    with pytest.raises(ValidationError, match="prima del giorno in cui si apre"):
        open_deadline(due_on=TODAY, origin="prova:1:1", **given)
    kept = open_deadline(due_on=closes, origin="prova:1:1", **given)
    with pytest.raises(ValidationError, match="prima del giorno in cui si apre"):
        move_deadlines(origin="prova:1:1", due_on=TODAY, note="")
    kept.refresh_from_db()
    assert (kept.opens_on, kept.due_on) == (opens, closes)
