"""The gate: the one place that answers who may see or change a case (design §4.1).

Truth is the dated équipe and unit membership; django-guardian rows are the rare grants to one person.
The database turns all of them into `CaseAccess`, which every question below reads. Views, tasks and exports
of every app come through here; what a request has shown is written to the access log by the middleware.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm  # noqa: TID251 - the gate is guardian's only user

from accounts.enums import LEAD_ROLES, Role
from accounts.models import Membership, User
from accounts.permissions import Roles, roles_of
from cases.caseload_sql import COUNT
from cases.caseload_sql import MERGE as MERGE
from cases.gate_visit import Visit as Visit
from cases.gate_visit import ask, current_visit
from cases.gate_visit import nothing_of_a_case as nothing_of_a_case
from cases.gate_visit import saw as saw
from cases.gate_visit import visit as visit
from cases.models import (
    BreakGlass,
    Case,
    CaseAccess,
    CaseUserObjectPermission,
    HouseholdMember,
    Person,
    TeamMember,
)
from cases.reckoned import explained
from cases.sight_exceptions import Exceptions, barred_from, exceptions_in

Row = TypeVar("Row", bound=models.Model)
NO_DEADLINE = date(9999, 12, 31)


# --- Who sees what --------------------------------------------------------------------------------------
def _exceptions(user: User | AnonymousUser) -> Exceptions:
    """Whom this person is kept from and what an emergency opens."""
    return exceptions_in(roles_of(user))


def emergency_mark(user: User | AnonymousUser, seen: Iterable[int]) -> str:
    """What the access log says of an answer that showed a case open by emergency only; empty for any other."""
    glasses = _exceptions(user).glasses
    numbers = sorted({glasses[case] for case in seen if case in glasses})
    return f"emergenza {', '.join(map(str, numbers))}" if numbers else ""


def principals(user: User | AnonymousUser) -> list[str]:
    """The names under which `user` appears in the access table today; none for who may see no case.

    Being superuser, administrator or privacy officer opens nothing.
    """
    return _principals(user, roles_of(user))


def _principals(user: User | AnonymousUser, roles: Roles) -> list[str]:
    if not isinstance(user, User):
        return []
    return [
        *(f"u:{user.pk}:{controller}" for controller in sorted(roles.controllers)),
        *(f"g:{user.pk}:{controller}" for controller in sorted(roles.controllers)),
        *(f"lead:{unit}" for unit in sorted(roles.lead_units)),
        *(f"unit:{unit}" for unit in sorted(roles.operator_units)),
        *exceptions_in(roles).principals,
    ]


def _access(user: User | AnonymousUser) -> QuerySet[CaseAccess]:
    """The rows of the access table that open a case to `user` today. Put together once during a request."""
    roles, current = roles_of(user), current_visit()
    # Roles read anew are another object: what was put together from the old ones counts no more.
    if current is not None and current.access is not None and current.access[0] is roles:
        return current.access[1]
    on = timezone.localdate()
    rows = CaseAccess.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), principal__in=_principals(user, roles), valid_from__lte=on
    )
    barred = exceptions_in(roles).barred
    rows = rows.exclude(case__in=barred) if barred else rows
    if current is not None:
        current.access = (roles, rows)
    return rows


def visible_cases(user: User | AnonymousUser) -> QuerySet[Case]:
    """Every case `user` may see now. Whoever shows rows of it tells the gate with `saw`."""
    ask()
    return Case.unscoped.filter(Exists(_access(user).filter(case=OuterRef("pk"))))


def changeable_cases(user: User | AnonymousUser) -> QuerySet[Case]:
    """Every case `user` may write on now. Whoever shows rows of it tells the gate with `saw`."""
    ask()
    writable = _access(user).filter(can_change=True)
    return Case.unscoped.filter(Exists(writable.filter(case=OuterRef("pk"))))


def within_sight(rows: QuerySet[Row], user: User | AnonymousUser, path: str = "case") -> QuerySet[Row]:
    """Those of `rows` that hang on a case `user` sees; `path` is the foreign key to the case."""
    ask()
    return rows.filter(Exists(_access(user).filter(case=OuterRef(path))))


def wholly_within_sight(rows: QuerySet[Row], user: User | AnonymousUser, path: str) -> QuerySet[Row]:
    """Those of `rows` whose cases (a many-to-many at `path`) are all visible to `user`, and at least one."""
    field_ = rows.model._meta.get_field(path)
    through = field_.remote_field.through  # type: ignore[union-attr]
    owner = field_.m2m_field_name()  # type: ignore[union-attr]
    links = through._default_manager.filter(**{owner: OuterRef("pk")})
    visible = Exists(_access(user).filter(case=OuterRef("case")))
    ask()
    return rows.filter(Exists(links.filter(visible)), ~Exists(links.exclude(visible)))


def partly_within_sight(rows: QuerySet[Row], user: User | AnonymousUser, path: str) -> QuerySet[Row]:
    """Those of `rows` of whose cases (a many-to-many at `path`) `user` sees at least one."""
    field_ = rows.model._meta.get_field(path)
    through = field_.remote_field.through  # type: ignore[union-attr]
    owner = field_.m2m_field_name()  # type: ignore[union-attr]
    visible = Exists(_access(user).filter(case=OuterRef("case")))
    ask()
    return rows.filter(Exists(through._default_manager.filter(visible, **{owner: OuterRef("pk")})))


def get_case(user: User | AnonymousUser, pk: int, rows: QuerySet[Case] | None = None) -> Case:
    """The case, or the same 404 for a hidden one as for one that never was."""
    found = visible_cases(user) if rows is None else rows
    case = (
        found.select_related("person", "household", "source_code", "unit__controller").filter(pk=pk).first()
    )
    if case is None:
        raise Http404
    saw([case.pk])
    return case


def may_change(user: User | AnonymousUser, cases: Iterable[Case | int]) -> bool:
    """Whether `user` may write on all of these cases. One query."""
    ids = {case if isinstance(case, int) else case.pk for case in cases}
    ask()
    open_to = _access(user).filter(case__in=ids, can_change=True).values_list("case", flat=True)
    return bool(ids) and ids <= set(open_to)


def require_change(user: User | AnonymousUser, cases: Iterable[Case | int]) -> None:
    """Refuse (403) somebody who sees these cases but may not write on them."""
    if not may_change(user, cases):
        raise PermissionDenied


def get_case_to_change(user: User | AnonymousUser, pk: int) -> Case:
    """The case for writing: 404 unseen, 403 seen but not allowed."""
    case = get_case(user, pk)
    require_change(user, [case])
    return case


def persons_in_sight(user: User | AnonymousUser) -> QuerySet[Person]:
    """Everybody `user` already meets: the subjects of visible cases, and who is or was in their households."""
    cases = visible_cases(user)
    stays = HouseholdMember.objects.filter(household__in=cases.values("household"))
    met = Q(pk__in=cases.values("person")) | Q(pk__in=stays.values("person"))
    return Person.objects.filter(met, merged_into=None)


def leads_unit_of(user: User | AnonymousUser, case: Case) -> bool:
    """Whether `user` coordinates or answers for the unit of a case that `user` also sees."""
    return case.unit_id in roles_of(user).lead_units if isinstance(user, User) else False


def require_lead(user: User | AnonymousUser, case: Case) -> None:
    """Refuse (403) who sees the case but does not coordinate or answer for its unit."""
    if not may_change(user, [case]) or not leads_unit_of(user, case):
        raise PermissionDenied


def may_read_secrets(user: User | AnonymousUser, case: Case) -> bool:
    """The right to protected addresses: the case's responsible, or a grant of its own."""
    if not isinstance(user, User):
        return False
    today = timezone.localdate()
    responsible = TeamMember.objects.in_force(today).filter(case=case, user=user, responsible=True)
    granted = _grants_in_force(today).filter(
        content_object=case, user=user, permission__codename="read_secrets"
    )
    either = Exists(responsible) | Exists(granted)
    return visible_cases(user).filter(either, pk=case.pk).exists()


def _grants_in_force(on: date) -> QuerySet[CaseUserObjectPermission]:
    return CaseUserObjectPermission.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on))


def people_who_may_join(case: Case) -> QuerySet[User]:
    """Operators, today, of any unit of the titolare of `case`, but for who is barred from it."""
    members = Membership.objects.in_force().filter(unit__controller=case.unit.controller_id)
    return User.objects.filter(Exists(members.filter(user=OuterRef("pk")))).exclude(barred_from(case))


def people_who_see(case: Case) -> QuerySet[User]:
    """Who may open `case` today by équipe, grant or unit, but for who is barred from it: `principals` read the
    other way round. An emergency access is nobody's work: it does not count.
    """
    today = timezone.localdate()
    rows = CaseAccess.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), case=case, valid_from__lte=today
    )
    here = Membership.objects.in_force().filter(user=OuterRef("pk"))
    posts = Q(pk__in=[])
    for principal in rows.values_list("principal", flat=True).distinct():
        kind, _, rest = principal.partition(":")
        if kind == "lead":
            posts |= Q(Exists(here.filter(unit=int(rest), role__in=sorted(LEAD_ROLES))))
        elif kind == "unit":
            posts |= Q(Exists(here.filter(unit=int(rest), role=Role.OPERATORE)))
        elif kind in ("u", "g"):
            person, _, controller = rest.partition(":")
            posts |= Q(Exists(here.filter(unit__controller=int(controller))), pk=int(person))
    return User.objects.filter(posts, is_active=True).exclude(barred_from(case))


def leads_of(case: Case) -> QuerySet[User]:
    """Coordinators and responsabili, today, of the unit of `case`, but for who is barred from it."""
    members = Membership.objects.in_force().filter(
        unit=case.unit_id, role__in=["coordinatore", "responsabile"]
    )
    return User.objects.filter(Exists(members.filter(user=OuterRef("pk")))).exclude(barred_from(case))


# --- The privacy officer --------------------------------------------------------------------------------
def registered_cases(user: User | AnonymousUser) -> "QuerySet[Case, Any]":
    """Ids and references, and nothing else, of the cases kept by or for an ente whose privacy officer `user` is."""
    ask()
    entities = roles_of(user).privacy_organisations if isinstance(user, User) else frozenset()
    kept = Q(unit__controller__in=entities) | Q(unit__organisation__in=entities)
    return Case.unscoped.filter(kept).values("pk", "reference")


def case_by_reference(user: User | AnonymousUser, reference: str) -> Case | None:
    """The case with this reference, if it is kept by or for an ente that `user` administers or whose privacy
    officer the person is: to say who sees it, not to open it."""
    ask()
    roles = roles_of(user)
    entities = roles.privacy_organisations | roles.admin_organisations
    kept = Q(unit__controller__in=entities) | Q(unit__organisation__in=entities)
    return Case.unscoped.select_related("unit__controller").filter(kept, reference=reference).first()


def rights_on(user: User | AnonymousUser, case: Case) -> list[CaseAccess]:
    """By which rows of the access table `user` sees this case now; none for who does not see it."""
    ask()
    return list(_access(user).filter(case=case).order_by("principal", "valid_from"))


def emergencies_of(user: User | AnonymousUser) -> list[BreakGlass]:
    """The emergency accesses of `user` that run now. No query for who has none."""
    numbers = list(_exceptions(user).glasses.values())
    return list(BreakGlass.objects.filter(pk__in=numbers).select_related("case")) if numbers else []


# --- Grants to one person (django-guardian) -------------------------------------------------------------
GRANTS = {"view_case", "change_case", "read_secrets"}


@transaction.atomic
def grant(*, case: Case, to: User, permission: str, by: User, until: date | None = None) -> None:
    """Give one person a right on one case, up to a day included. The database puts it into the access table.

    Raises ValueError for a permission the gate does not know and for a disabled person.
    """
    if permission not in GRANTS or not to.is_active:
        raise ValueError(permission)
    require_change(by, [case])
    assign_perm(f"cases.{permission}", to, case)
    rows = CaseUserObjectPermission.objects.filter(content_object=case, user=to)
    rows.filter(permission__codename=permission).update(valid_to=until)


@transaction.atomic
def withdraw_grant(*, case: Case, to: User, by: User, rights: Iterable[str] = GRANTS) -> None:
    """Take back these rights given to one person on one case; without naming any, all."""
    require_change(by, [case])
    for permission in sorted(rights):
        remove_perm(f"cases.{permission}", to, case)


def end_grants(*, case: Case) -> None:
    """End every right given to one person on a case that passes to another unit. The caller has asked who may."""
    for right in CaseUserObjectPermission.objects.filter(content_object=case).select_related("permission"):
        remove_perm(f"cases.{right.permission.codename}", right.user, case)


def people_with_grants(case: Case) -> QuerySet[User]:
    """Whom a right of their own lets into `case` today, beside équipe and unit."""
    rows = _grants_in_force(timezone.localdate()).filter(content_object=case, user=OuterRef("pk"))
    return User.objects.filter(Exists(rows.exclude(permission__codename="read_secrets")))


def granted_secrets(case: Case) -> QuerySet[CaseUserObjectPermission]:
    """Who was given the right to the protected addresses of `case`, with its last day."""
    rows = _grants_in_force(timezone.localdate()).filter(permission__codename="read_secrets")
    return rows.filter(content_object=case).select_related("user").order_by("user__last_name", "user")


# --- The caseload ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cursor:
    """A place in the caseload: after the case with this deadline and this id."""

    deadline: date
    case_id: int

    def __str__(self) -> str:
        return f"{self.deadline.isoformat()}.{self.case_id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The place written by `str()`; None for an empty or damaged text (the list starts over)."""
        day, _, case_id = text.partition(".")
        try:
            return cls(date.fromisoformat(day), int(case_id))
        except ValueError:
            return None


def caseload_ids(
    user: User | AnonymousUser, *, open_only: bool = True, after: Cursor | None = None, limit: int = 50
) -> list[Cursor]:
    """The next `limit` cases of `user` by deadline, as places in the list."""
    start = after or Cursor(date.min, 0)
    values = {**sight_of(user), "deadline": start.deadline, "case_id": start.case_id, "limit": limit}
    return [Cursor(deadline, case_id) for deadline, case_id in _asked(MERGE, open_only, values)]


def sight_of(user: User | AnonymousUser) -> dict[str, Any]:
    """What a statement needs that goes through the access table by itself. Whoever shows rows tells the gate."""
    ask()
    roles = roles_of(user)
    barred = sorted(exceptions_in(roles).barred)
    return {"principals": _principals(user, roles), "barred": barred, "today": timezone.localdate()}


def _asked(sql: str, open_only: bool, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(open_only="AND a.is_open" if open_only else ""), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@dataclass(frozen=True)
class Page:
    """One page of the caseload and the place where the next one starts (None at the end)."""

    cases: Sequence[Case]
    next: Cursor | None


def caseload(
    user: User | AnonymousUser,
    *,
    open_only: bool = True,
    after: Cursor | None = None,
    limit: int = 50,
    also: Mapping[str, Any] | None = None,
) -> Page:
    """One page of the cases of `user`, soonest deadline first, with person and unit loaded, the reason of that
    deadline (`why_next`), and the annotations `also`."""
    places = caseload_ids(user, open_only=open_only, after=after, limit=limit + 1)
    shown = places[:limit]
    rows = explained(Case.unscoped.select_related("person", "unit")).annotate(**also or {})
    found = rows.in_bulk([place.case_id for place in shown])
    saw(found)
    return Page([found[place.case_id] for place in shown], shown[-1] if len(places) > limit else None)


def caseload_counted(
    user: User | AnonymousUser, *, open_only: bool = True, cap: int = 1000
) -> QuerySet[CaseAccess, Any]:
    """The cases `user` sees as rows to be counted, `cap` + 1 at most (shown as "oltre 1000")."""
    rows = _access(user).filter(is_open=True) if open_only else _access(user)
    ask()
    return rows.values("case").distinct()[: cap + 1]


def count_caseload(user: User | AnonymousUser, *, open_only: bool = True, cap: int = 1000) -> int:
    """How many they are, without reading more than `cap` + 1 for each principal. One query."""
    return int(_asked(COUNT, open_only, {**sight_of(user), "limit": cap + 1})[0][0])
