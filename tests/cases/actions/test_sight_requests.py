from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions.sight import bar_person
from cases.actions.sight_requests import ask_for_sight, grant_sight, refuse_sight
from cases.models import SightRequest
from cases.permissions import may_change, people_with_grants, visible_cases
from cases.sight_asking import LAPSE_DAYS, own_requests, to_decide
from tests.factories.cases import CaseFactory


def ask(world, reference=None, who="colleague"):
    return ask_for_sight(
        reference=reference or world.case.reference, reason="Sostituzione.", by=getattr(world, who)
    )


def test_granted_up_to_a_day_and_over_the_day_after(world):
    asked, until = ask(world), timezone.localdate() + timedelta(days=3)
    grant_sight(request=asked, until=until, note="", by=world.owner)
    assert set(visible_cases(world.colleague)) == {world.case}
    assert not may_change(world.colleague, [world.case])
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert not visible_cases(world.colleague).exists()
        assert world.colleague not in people_with_grants(world.case)
        assert own_requests(world.colleague)[0].state == "Finito"
        ask(world)


@pytest.mark.parametrize("days", [-1, 400])
def test_the_last_day_is_near(world, days):
    asked = ask(world)
    with pytest.raises(ValidationError, match="giorno"):
        grant_sight(request=asked, until=timezone.localdate() + timedelta(days=days), note="", by=world.owner)


def test_refused_missing_foreign_and_barred_look_the_same_to_who_asks(world):
    bar_person(
        case=world.sibling,
        user=world.colleague,
        kind="parente",
        reason="x",
        valid_from=timezone.localdate(),
        siblings=False,
        by=world.coordinator,
    )
    far = CaseFactory(unit=world.far_unit)
    refuse_sight(request=ask(world), note="No.", by=world.coordinator)
    for reference in (far.reference, "2026/99999", world.sibling.reference):
        asked = ask(world, reference)
        assert asked.case is None
    assert not to_decide(world.coordinator).exists()
    seen = own_requests(world.colleague)
    assert {(row.state, row.tone, row.until) for row in seen} == {("In attesa", "waiting", None)}
    for row in seen:  # asking again is refused alike, whether somebody said no or nobody could
        with pytest.raises(ValidationError, match="Hai già chiesto"):
            ask(world, row.reference)
    with time_machine.travel(timezone.now() + timedelta(days=LAPSE_DAYS, minutes=1)):
        assert {row.state for row in own_requests(world.colleague)} == {"Non concesso"}
        for row in seen:
            ask(world, row.reference)


def test_who_answers(world):
    asked = ask(world)
    for who, may in {"owner": 1, "coordinator": 1, "reader": 0, "colleague": 0, "stranger": 0}.items():
        assert to_decide(getattr(world, who)).count() == may, who
    with pytest.raises(ValidationError):
        grant_sight(request=asked, until=timezone.localdate(), note="", by=world.reader)


def test_who_sees_the_case_and_who_does_no_casework_do_not_ask(world):
    with pytest.raises(ValidationError, match="vedi già"):
        ask(world, who="reader")
    with pytest.raises(PermissionDenied):
        ask(world, who="administrator")


def test_not_without_end(world):
    for number in range(10):
        ask(world, f"2026/9{number:04d}")
    with pytest.raises(ValidationError, match="molte richieste"):
        ask(world)
    assert SightRequest.objects.count() == 10
