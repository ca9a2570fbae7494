"""What the pages of a proceeding and of a hearing show, cut to what the person may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from cases.models import Case, Deadline
from cases.permissions import within_sight
from courts.curator import curatore_needed, has_curator
from courts.models import Hearing, Mandate, Order, Proceeding, ProceedingNumber, ProceedingRole
from courts.permissions import people_around, visible_mandates, visible_orders, visible_proceedings


@dataclass(frozen=True)
class RoleRow:
    """One part, and whose it is when that is somebody of the children in sight."""

    role: ProceedingRole
    of: str


@dataclass
class Sheet:
    """The sections of the page."""

    numbers: list[ProceedingNumber] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    mandates: list[Mandate] = field(default_factory=list)
    hearings: list[Hearing] = field(default_factory=list)
    roles: list[RoleRow] = field(default_factory=list)
    past_roles: list[RoleRow] = field(default_factory=list)
    came_from: list[Proceeding] = field(default_factory=list)
    went_to: Proceeding | None = None
    appeals: list[Proceeding] = field(default_factory=list)
    appeal_of: Proceeding | None = None
    curator: list[str] = field(default_factory=list)


def sheet_of(proceeding: Proceeding, children: list[Case], user: User, day: date) -> Sheet:
    """The sheet of one proceeding; its roles are those of `day`. About ten queries."""
    numbers = Prefetch("numbers", ProceedingNumber.objects.select_related("register", "office"))
    prefetch_related_objects([proceeding], numbers, "roles__person")
    roles = _roles(proceeding, children)
    near = _near(proceeding, user)
    before = [one for one in near if one.transferred_to_id == proceeding.pk]
    orders = visible_orders(user).filter(proceeding__in=[proceeding, *before]).select_related("proceeding")
    mandates = visible_mandates(user).filter(order__in=orders).select_related("recipient", "order")
    sheet = Sheet(
        numbers=list(proceeding.numbers.all()),
        orders=list(orders),
        mandates=list(mandates.order_by("-order__decided_on", "pk")),
        hearings=next_first(proceeding.hearings.order_by("-at", "-pk")),
        roles=[row for row in roles if _in_force(row.role, day)],
        past_roles=[row for row in roles if not _in_force(row.role, day)],
        came_from=before,
        went_to=next((one for one in near if one.pk == proceeding.transferred_to_id), None),
        appeals=[one for one in near if one.appeal_of_id == proceeding.pk],
        appeal_of=next((one for one in near if one.pk == proceeding.appeal_of_id), None),
    )
    needed = [] if proceeding.ended_on else curatore_needed(proceeding)
    if needed and not has_curator(proceeding, day):
        sheet.curator = needed
    return sheet


def next_first(newest_first: Iterable[Hearing]) -> list[Hearing]:
    """The hearings to come, the nearest on top, then those past, the latest on top."""
    rows, now = list(newest_first), timezone.now()
    return [*reversed([row for row in rows if row.at >= now]), *(row for row in rows if row.at < now)]


def _near(proceeding: Proceeding, user: User) -> list[Proceeding]:
    """Where it came from, where it went, what is against it: those in sight."""
    rows = visible_proceedings(user).select_related("office").prefetch_related("numbers__register")
    links = [pk for pk in (proceeding.transferred_to_id, proceeding.appeal_of_id) if pk is not None]
    found = (
        rows.filter(pk__in=links) | rows.filter(transferred_to=proceeding) | rows.filter(appeal_of=proceeding)
    )
    return list(found.order_by("pk"))


def _roles(proceeding: Proceeding, children: list[Case]) -> list[RoleRow]:
    """Every part, but those of people around a child out of sight."""
    rows = list(proceeding.roles.all())
    if all(role.person_id is None for role in rows):
        return [RoleRow(role, "") for role in rows]
    near = set(people_around(children).values_list("pk", flat=True))
    whole = proceeding.cases.count() == len(children)
    return [
        RoleRow(role, role.person.full_name if role.person else "")
        for role in rows
        if whole or role.person_id is None or role.person_id in near
    ]


def _in_force(role: ProceedingRole, day: date) -> bool:
    return role.valid_from <= day and (role.valid_to is None or role.valid_to >= day)


def preparation_of(hearing: Hearing, user: User) -> list[Deadline]:
    """The deadlines to be ready for it, on the cases in sight."""
    rows = Deadline.objects.filter(origin=hearing.origin(), case__in=hearing.proceeding.cases.all())
    return list(within_sight(rows, user, "case").select_related("case__person").order_by("due_on", "case"))


def earlier_of(hearing: Hearing) -> Hearing | None:
    """The hearing that was put off to this one."""
    return Hearing.objects.filter(moved_to=hearing).first()
