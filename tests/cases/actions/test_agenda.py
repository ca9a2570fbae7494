"""Appointments: who may plan them, with whom, and that each becomes at most one entry per diary."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions.agenda import cancel_appointment, change_appointment, fulfil_appointment, plan_appointment
from cases.enums import EntryKind
from cases.permissions import people_who_see, visible_cases
from tests.factories.accounts import UserFactory
from tests.factories.cases import DiaryEntryFactory


def given(world, **others):
    return {
        "by": world.owner,
        "kind": EntryKind.COLLOQUIO,
        "starts_at": timezone.now() + timedelta(days=1),
        "operators": [world.owner],
        **others,
    }


@pytest.mark.parametrize(
    ("others", "refusal"),
    [
        ({"by": "reader"}, PermissionDenied),
        ({"by": "stranger"}, PermissionDenied),
        ({"operators": ["stranger"]}, ValidationError),
        ({"operators": ["disabled"]}, ValidationError),
        ({"operators": []}, ValidationError),
        ({"kind": EntryKind.UDIENZA}, ValidationError),
        ({"starts_at": timezone.now() - timedelta(days=1)}, ValidationError),
    ],
)
def test_who_and_when(world, others, refusal):
    if "by" in others:
        others = {"by": getattr(world, others["by"])}
    if "operators" in others:
        others = {"operators": [getattr(world, who) for who in others["operators"]]}
    with pytest.raises(refusal):
        plan_appointment(cases=[world.case], **given(world, **others))


def test_done_once_per_diary_and_a_sibling_who_was_not_there_stays_planned(world):
    first, second = plan_appointment(cases=[world.case, world.sibling], **given(world))
    entry = DiaryEntryFactory(case=world.case, author=world.owner)
    fulfil_appointment(appointment=first, entries=[entry], by=world.owner)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.entry, second.entry) == (entry, None)
    for again in (
        lambda: fulfil_appointment(appointment=first, entries=[entry], by=world.owner),
        lambda: cancel_appointment(appointment=first, reason="No", by=world.owner),
        lambda: change_appointment(appointment=first, **given(world)),
    ):
        with pytest.raises(ValidationError, match="già stato annotato"):
            again()
    cancel_appointment(appointment=second, reason="Rinviato", by=world.owner)
    events = second.events.order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(events) == ["insert", "update"]


def test_people_who_see_is_the_gate_read_the_other_way_round(world):
    names = (
        "owner",
        "coordinator",
        "reader",
        "colleague",
        "stranger",
        "outsider",
        "administrator",
        "disabled",
    )
    people = [getattr(world, name) for name in names] + [UserFactory()]
    for case in (world.case, world.sibling):
        seen = set(people_who_see(case))
        assert seen == {person for person in people if visible_cases(person).filter(pk=case.pk).exists()}
