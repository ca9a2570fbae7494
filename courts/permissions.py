"""What of the courts a person may see or change: always through the gate of the cases.

Seen: one of its cases is visible. Changed: all of its cases may be changed (siblings share orders).
"""

from collections.abc import Iterable
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import User
from cases.models import Case, Deadline, HouseholdMember, ParentalResponsibility, Person
from cases.permissions import (
    changeable_cases,
    get_case,
    partly_within_sight,
    require_change,
    saw,
    visible_cases,
    wholly_within_sight,
    within_sight,
)
from courts.models import Emergency, Hearing, Mandate, Order, Proceeding, ProceedingRole

Row = TypeVar("Row", Proceeding, Order, Mandate, Emergency, Hearing, ProceedingRole)


def visible_proceedings(user: User | AnonymousUser) -> QuerySet[Proceeding]:
    """Proceedings about at least one case `user` sees."""
    return partly_within_sight(Proceeding.objects.all(), user, "cases")


def visible_orders(user: User | AnonymousUser) -> QuerySet[Order]:
    """Orders about at least one case `user` sees."""
    return partly_within_sight(Order.objects.all(), user, "cases")


def visible_mandates(user: User | AnonymousUser) -> QuerySet[Mandate]:
    """Mandates about at least one case `user` sees."""
    return partly_within_sight(Mandate.objects.all(), user, "cases")


def get_proceeding(user: User | AnonymousUser, pk: int) -> Proceeding:
    """The proceeding, or the same 404 for a hidden one as for one that never was."""
    return _found(visible_proceedings(user).select_related("office", "section"), pk)


def get_hearing(user: User | AnonymousUser, pk: int) -> Hearing:
    """The hearing of a proceeding in sight, or the same 404 for a hidden one as for one that never was."""
    rows = Hearing.objects.filter(proceeding__in=visible_proceedings(user))
    return _found(rows.select_related("proceeding__office", "proceeding__section", "moved_to"), pk)


def get_role(user: User | AnonymousUser, pk: int) -> ProceedingRole:
    """The role in a proceeding in sight, or the same 404 for a hidden one as for one that never was."""
    rows = ProceedingRole.objects.filter(proceeding__in=visible_proceedings(user))
    return _found(rows.select_related("proceeding__office"), pk)


def people_around(children: list[Case]) -> QuerySet[Person]:
    """The children in sight, their households and who holds responsibility for them: whom a page may name."""
    members = HouseholdMember.objects.filter(household__in=[case.household_id for case in children])
    ids = [case.person_id for case in children]
    held = ParentalResponsibility.objects.filter(child__in=ids)
    return Person.objects.filter(
        Q(pk__in=ids) | Q(pk__in=members.values("person")) | Q(pk__in=held.values("parent"))
    )


def get_order(user: User | AnonymousUser, pk: int) -> Order:
    """The order with its proceeding, or the same 404 for a hidden one as for one that never was."""
    return _found(visible_orders(user).select_related("proceeding__office", "registered_by"), pk)


def get_mandate(user: User | AnonymousUser, pk: int) -> Mandate:
    """The mandate with its order, or the same 404 for a hidden one as for one that never was."""
    rows = visible_mandates(user).select_related(
        "order__proceeding__office", "recipient", "executor__controller", "responsible"
    )
    return _found(rows, pk)


def visible_emergencies(user: User | AnonymousUser) -> QuerySet[Emergency]:
    """Removals of at least one child `user` sees: its terms run for that child too."""
    return partly_within_sight(Emergency.objects.all(), user, "cases")


def whole_emergencies(user: User | AnonymousUser) -> QuerySet[Emergency]:
    """Removals all of whose children `user` sees: what is written about them tells of all in one breath."""
    return wholly_within_sight(Emergency.objects.all(), user, "cases")


def get_emergency(user: User | AnonymousUser, pk: int) -> Emergency:
    """The removal with its office, or the same 404 for a hidden one as for one that never was."""
    return _found(visible_emergencies(user).select_related("prosecutor", "oral_notice_by", "unit"), pk)


def children_in_sight(
    user: User | AnonymousUser, row: Proceeding | Order | Mandate | Emergency
) -> list[Case]:
    """Those of its cases that `user` sees, noted in the access log: nobody learns of the others."""
    cases = row.cases.filter(pk__in=visible_cases(user).values("pk"))
    found = list(
        cases.select_related("person", "household", "unit", "unit__controller").order_by(
            "person__birth_date", "pk"
        )
    )
    saw(case.pk for case in found)
    return found


def mandates_in_sight(user: User | AnonymousUser, order: Order) -> QuerySet[Mandate]:
    """The mandates of an order that `user` sees: those about a hidden sibling alone stay hidden."""
    return visible_mandates(user).filter(order=order).select_related("recipient", "executor")


def deadlines_in_sight(user: User | AnonymousUser, mandate: Mandate) -> QuerySet[Deadline]:
    """The deadlines of a mandate on the cases `user` sees, each with its child."""
    rows = Deadline.objects.filter(mandate.owns("told"), case__in=mandate.cases.all())
    return within_sight(rows, user, "case").select_related("case__person").order_by("due_on", "case")


def case_for_page(user: User | AnonymousUser, children: list[Case], wanted: str) -> Case:
    """The case under whose tabs a shared page stands: the one asked for, else the first in sight."""
    chosen = next((case for case in children if str(case.pk) == wanted), children[0])
    return get_case(user, chosen.pk)


def cases_for_order(user: User | AnonymousUser, case: Case) -> QuerySet[Case]:
    """The case and the other children of its household that `user` may write on."""
    rows = changeable_cases(user).filter(Q(household=case.household_id, closed_on=None) | Q(pk=case.pk))
    return rows.select_related("person", "unit").order_by("person__birth_date", "pk")


def proceedings_for_order(user: User | AnonymousUser, case_ids: Iterable[int]) -> QuerySet[Proceeding]:
    """Visible proceedings about any of these cases: an order may be one of theirs."""
    links = Proceeding.cases.through._default_manager.filter(
        proceeding=OuterRef("pk"), case__in=list(case_ids)
    )
    return visible_proceedings(user).filter(Exists(links)).select_related("office").order_by("-pk")


def require_change_of(user: User | AnonymousUser, row: Proceeding | Order | Mandate | Emergency) -> None:
    """Refuse (403) somebody who may not write on every case of the row."""
    require_change(user, row.cases.values_list("pk", flat=True))


def may_change_of(user: User | AnonymousUser, row: Proceeding | Order | Mandate | Emergency) -> bool:
    """Whether `user` may write on every case of the row: what a page offers."""
    ids = set(row.cases.values_list("pk", flat=True))
    return bool(ids) and changeable_cases(user).filter(pk__in=ids).count() == len(ids)


def _found(rows: QuerySet[Row], pk: int) -> Row:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
