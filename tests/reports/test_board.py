"""Who carries what: counted once, however many people are in the équipe."""

from datetime import timedelta

from django.utils import timezone

from reports import board
from tests.factories.cases import DeadlineFactory, TeamMemberFactory


def test_a_deadline_counts_once_and_for_the_responsible_alone(world):
    today = timezone.localdate()
    for case in (world.case, world.sibling):
        TeamMemberFactory(case=case, user=world.colleague)
        TeamMemberFactory(case=case, user=world.reader, valid_to=today - timedelta(days=1))
        DeadlineFactory(case=case, due_on=today + timedelta(days=3))
    DeadlineFactory(case=world.case, due_on=today - timedelta(days=3))

    (load,) = board.loads(world.coordinator, today)

    assert (load.cases, load.deadlines, load.overdue) == (2, 3, 1)
    assert load.name == world.owner.get_full_name()
