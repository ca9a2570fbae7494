"""Who answers for a deadline: the chain, and lists and reminders of one mind about it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import Absence, Membership, User
from cases.models import Deadline, TeamMember
from cases.ownership import Charge, Rank, Sight, Staff, answering, audience, who_answers
from tests.conftest import World, member
from tests.factories.cases import DeadlineFactory

DAY = date(2026, 12, 1)
OWNER, RESPONSIBLE, COORDINATOR, MANAGER, ADMIN = 1, 2, 3, 4, 5
UNIT, TITOLARE, ENTE = 7, 8, 9


def staff_without(*away: int) -> Staff:
    def at_work(*people: int) -> frozenset[int]:
        return frozenset(people) - set(away)

    return Staff(
        controllers={TITOLARE: at_work(OWNER, RESPONSIBLE, COORDINATOR, MANAGER)},
        operators={UNIT: at_work(OWNER, RESPONSIBLE)},
        coordinators={UNIT: at_work(COORDINATOR)},
        managers={UNIT: at_work(MANAGER)},
        administrators={ENTE: frozenset([ADMIN])},
    )


def charge(*, restricted: bool = False, owner: int | None = OWNER) -> Charge:
    team = frozenset({(OWNER, TITOLARE), (RESPONSIBLE, TITOLARE)})
    sight = Sight(people=team, leads=not restricted)
    return Charge(1, DAY, 11, UNIT, TITOLARE, ENTE, owner, RESPONSIBLE, sight)


@pytest.mark.parametrize(
    ("away", "rank", "people"),
    [
        ([], Rank.OWNER, {OWNER}),
        ([OWNER], Rank.RESPONSIBLE, {RESPONSIBLE}),
        ([OWNER, RESPONSIBLE], Rank.COORDINATOR, {COORDINATOR}),
        ([OWNER, RESPONSIBLE, COORDINATOR], Rank.MANAGER, {MANAGER}),
        ([OWNER, RESPONSIBLE, COORDINATOR, MANAGER], Rank.NOBODY, set()),
    ],
)
def test_the_first_in_the_chain_who_is_at_work(away: list[int], rank: Rank, people: set[int]) -> None:
    found = answering(charge(), staff_without(*away))
    assert (found.rank, set(found.people)) == (rank, people)


@pytest.mark.parametrize(
    ("away", "rung", "told"),
    [
        ([], "owner", {OWNER}),
        ([], "leads", {OWNER, COORDINATOR}),
        ([], "all", {OWNER, COORDINATOR, MANAGER}),
        ([COORDINATOR], "leads", {OWNER}),
        ([OWNER, RESPONSIBLE, COORDINATOR, MANAGER], "owner", {ADMIN}),
    ],
)
def test_whom_a_rung_tells(away: list[int], rung: str, told: set[int]) -> None:
    assert audience(charge(), staff_without(*away), rung) == told


def test_a_lead_is_not_told_of_a_restricted_case() -> None:
    closed = charge(restricted=True)
    assert audience(closed, staff_without(), "all") == {OWNER}
    assert answering(closed, staff_without(OWNER, RESPONSIBLE)).rank == Rank.NOBODY
    assert audience(closed, staff_without(OWNER, RESPONSIBLE), "owner") == {ADMIN}


# --- In the database ------------------------------------------------------------------------------------
def away(user: User) -> None:
    Absence.objects.create(user=user, starts_on=DAY, ends_on=DAY)


def off(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def gone(user: User) -> None:
    Membership.objects.filter(user=user).update(valid_to=date(2026, 11, 30))


@pytest.mark.parametrize("leave", [away, off, gone])
def test_three_ways_not_to_be_at_work(world: World, leave: Callable[[User], None]) -> None:
    deadline = DeadlineFactory(case=world.case)
    rows = Deadline.objects.all()
    assert who_answers(rows, DAY)[deadline.pk].people == {world.owner.pk}
    leave(world.owner)
    found = who_answers(rows, DAY)[deadline.pk]
    assert (found.rank, found.people) == (Rank.COORDINATOR, {world.coordinator.pk})


def test_an_owner_who_cannot_open_the_case_does_not_count(world: World) -> None:
    deadline = DeadlineFactory(case=world.case, owner=world.stranger)
    assert who_answers(Deadline.objects.all(), DAY)[deadline.pk].people == {world.owner.pk}
    assert list(Deadline.objects.owned_by(world.owner, DAY)) == [deadline]


def test_the_lists_say_the_same_as_the_reminders(world: World) -> None:
    """Every combination of owner, absences and restriction: SQL and Python agree."""
    manager = member(Role.RESPONSABILE, world.unit)
    owners = [None, world.colleague, world.reader, world.stranger, world.coordinator, world.disabled]
    rows = [DeadlineFactory(case=case, owner=who) for case in (world.case, world.sibling) for who in owners]
    world.sibling.restricted = True
    world.sibling.save()
    leads = [world.coordinator, manager]
    for absent in ([], [world.owner], [world.owner, *leads], leads, [world.owner, world.reader, manager]):
        Absence.objects.all().delete()
        for user in absent:
            away(user)
        ranks = {pk: answer.rank for pk, answer in who_answers(Deadline.objects.all(), DAY).items()}
        nobody_of_first_rank = {
            pk for pk, rank in ranks.items() if rank not in (Rank.OWNER, Rank.RESPONSIBLE)
        }
        assert _ids(Deadline.objects.ownerless(DAY)) == nobody_of_first_rank
        assert _ids(Deadline.objects.unanswered(DAY)) == {
            pk for pk, rank in ranks.items() if rank == Rank.NOBODY
        }
        if world.owner not in absent:
            mine = {row.pk for row in rows if ranks[row.pk] == Rank.RESPONSIBLE}
            assert _ids(Deadline.objects.owned_by(world.owner, DAY)) == mine


def _ids(rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def test_a_handover_changes_who_answers(world: World) -> None:
    deadline = DeadlineFactory(case=world.case)
    TeamMember.objects.filter(case=world.case, user=world.owner).update(valid_to=date(2026, 11, 30))
    TeamMember.objects.create(
        case=world.case, user=world.colleague, responsible=True, valid_from=DAY, role="educatore"
    )
    assert who_answers(Deadline.objects.all(), DAY)[deadline.pk].people == {world.colleague.pk}


def test_the_queries_do_not_grow_with_the_deadlines(world: World) -> None:
    DeadlineFactory(case=world.case)
    with CaptureQueriesContext(connection) as few:
        who_answers(Deadline.objects.all(), DAY)
    DeadlineFactory.create_batch(30, case=world.sibling, owner=world.colleague)
    with CaptureQueriesContext(connection) as many:
        assert len(who_answers(Deadline.objects.all(), DAY)) == 31
    assert len(many) == len(few) == 6
