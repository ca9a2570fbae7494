"""Who carries what: counted once, however many people are in the équipe."""

from datetime import timedelta

from django.utils import timezone

from cases.models import TeamMember
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


def test_what_nobody_answers_for_is_a_row_of_its_own(world):
    today = timezone.localdate()
    DeadlineFactory(case=world.sibling, due_on=today - timedelta(days=3))
    TeamMember.objects.filter(case=world.sibling, responsible=True).delete()

    loads = board.loads(world.coordinator, today)

    assert [(load.name, load.cases, load.deadlines, load.overdue) for load in loads] == [
        (world.owner.get_full_name(), 1, 0, 0),
        ("Senza responsabile", 1, 1, 1),
    ]
