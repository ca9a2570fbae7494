"""A right that ends is gone at the next request, on every page and file of the case."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, User
from cases.models import Barrier, Case, TeamMember
from cases.permissions import withdraw_grant
from tests.factories.everything import FullWorld
from tests.matrix.expectations import LINES
from tests.matrix.shapes import SEEN, SIGN_IN, Line
from tests.matrix.visits import Visitors, undone

Change = Callable[[FullWorld], object]


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One world; each test takes back what it changed."""


def _yesterday():
    return timezone.localdate() - timedelta(days=1)


def leave_team(full: FullWorld) -> None:
    TeamMember.objects.filter(user=full.owner).update(valid_to=_yesterday())


def end_membership(who: str) -> Change:
    return lambda full: Membership.objects.filter(user=getattr(full, who)).update(valid_to=_yesterday())


def withdraw(full: FullWorld) -> None:
    withdraw_grant(case=full.case, to=full.reader, by=full.owner)


def restrict(full: FullWorld) -> None:
    Case.unscoped.filter(pk=full.case.pk).update(restricted=True)


def move_unit(full: FullWorld) -> None:
    """The reader now works for another titolare: the grant stays a row and opens nothing."""
    Membership.objects.filter(user=full.reader).update(unit=full.far_unit)


def bar(who: str) -> Change:
    return lambda full: Barrier.objects.create(
        case=full.case,
        user=getattr(full, who),
        kind="parente",
        reason="Zio.",
        valid_from=_yesterday(),
        registered_by=full.coordinator,
    )


# What somebody asked for stays theirs; the case is gone from it: back to the list, which says so, and a page
# that names the report no more.
OF_ONES_OWN = {"cases:list_export_file-list_export": 302, "reports:batch-batch": 200}


EVERY = slice(None)


def pages_of(who: str) -> list[Line]:
    """What hangs on the one case and this person reads now."""
    joint = ("joint_",)
    return [
        line
        for line in LINES
        if line.shows and line.get[who] == SEEN and not any(w.startswith(joint) for w in line.ids.values())
    ]


@pytest.mark.parametrize(
    ("who", "change", "pages"),
    [
        ("owner", leave_team, EVERY),
        ("owner", end_membership("owner"), slice(0, None, 3)),
        ("owner", bar("owner"), slice(1, None, 3)),
        ("coordinator", end_membership("coordinator"), EVERY),
        ("coordinator", restrict, slice(0, None, 3)),
        ("coordinator", bar("coordinator"), slice(1, None, 3)),
        ("reader", withdraw, EVERY),
        ("reader", end_membership("reader"), slice(0, None, 3)),
        ("reader", move_unit, slice(1, None, 3)),
        ("reader", bar("reader"), slice(2, None, 3)),
    ],
)
def test_ended_right_is_404_at_the_next_request(visitors: Visitors, who: str, change: Change, pages: slice):
    """One way of ending it is tried on every page, the others each on a third of them: the pages ask one gate,
    and what the gate makes of each way is tried with `cases.permissions`."""
    lines = pages_of(who)[pages]
    assert len(lines) > 10
    with undone():
        assert visitors.get(who, lines[0].url(visitors.full)).status == 200
        change(visitors.full)
        left = {str(line): visitors.get(who, line.url(visitors.full)).status for line in lines}
    assert {line: status for line, status in left.items() if status != 404} == {
        line: status for line, status in OF_ONES_OWN.items() if line in left
    }


@pytest.mark.parametrize("who", ["owner", "coordinator", "reader", "privacy"])
def test_disabled_account_is_sent_to_sign_in_at_the_next_request(visitors: Visitors, who: str):
    url = "/" if who == "privacy" else pages_of(who)[0].url(visitors.full)
    with undone():
        assert visitors.get(who, url).status == 200
        User.objects.filter(pk=visitors.user(who).pk).update(is_active=False)
        answer = visitors.get(who, url)
    assert answer.status == 302
    assert answer.location.startswith(SIGN_IN)


def test_lists_forget_the_case_too(visitors: Visitors):
    """What the lists show follows the same truth."""
    with undone():
        assert visitors.full.case.reference in visitors.get("reader", "/casi/").text
        withdraw(visitors.full)
        assert visitors.full.case.reference not in visitors.get("reader", "/casi/").text
