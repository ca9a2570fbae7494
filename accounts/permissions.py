"""What a person's roles, in force today, allow. Nothing here looks at cases."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.enums import LEAD_ROLES, Role
from accounts.models import Membership, User
from accounts.role_hooks import expressions


@dataclass(frozen=True)
class Roles:
    """A person's memberships in force, grouped by what they open."""

    operator_units: frozenset[int] = frozenset()
    lead_units: frozenset[int] = frozenset()
    admin_organisations: frozenset[int] = frozenset()
    privacy_organisations: frozenset[int] = frozenset()
    controllers: frozenset[int] = frozenset()
    names: frozenset[str] = field(default_factory=frozenset)
    # Where the person works, in words, for the head of the page.
    places: tuple[str, ...] = ()
    # What later rooms noted about the person (`accounts.role_hooks`): name → a value for each membership.
    noted: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def works_on_cases(self) -> bool:
        """May see cases at all: administrators and privacy officers may not."""
        return bool(self.operator_units or self.lead_units)


# Roles already asked during the request in hand, by user. Never longer: a revocation acts at once.
_asked: ContextVar[dict[int, Roles] | None] = ContextVar("asked_roles", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Within this block the roles of a person are read from the database once."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def forget_roles() -> None:
    """Read the roles of everybody anew, though the request is not over: something about them has changed."""
    known = _asked.get()
    if known is not None:
        known.clear()


def roles_of(user: User | AnonymousUser) -> Roles:
    """The roles of `user` today; nobody's for a disabled or anonymous user. One query at most."""
    if not isinstance(user, User) or not user.is_active:
        return Roles()
    known = _asked.get()
    if known is None:
        return _read_roles(user)
    if user.pk not in known:
        known[user.pk] = _read_roles(user)
    return known[user.pk]


def _read_roles(user: User) -> Roles:
    rows = list(
        Membership.objects.in_force()
        .filter(user=user)
        .select_related("unit__controller", "organisation")
        .annotate(**{name: expression() for name, expression in expressions.items()})
        .order_by("pk")
    )
    return Roles(
        operator_units=frozenset(row.unit_id for row in rows if row.unit_id and row.role == Role.OPERATORE),
        lead_units=frozenset(row.unit_id for row in rows if row.unit_id and row.role in LEAD_ROLES),
        admin_organisations=_organisations(rows, Role.AMMINISTRATORE),
        privacy_organisations=_organisations(rows, Role.REFERENTE_PRIVACY),
        controllers=frozenset(row.unit.controller_id for row in rows if row.unit),
        names=frozenset(row.role for row in rows),
        places=tuple(dict.fromkeys(str(row.unit or row.organisation) for row in rows)),
        noted={name: tuple(getattr(row, name) for row in rows) for name in expressions},
    )


def _organisations(rows: list[Membership], role: Role) -> frozenset[int]:
    return frozenset(row.organisation_id for row in rows if row.role == role)


def request_roles(request: HttpRequest) -> Roles:
    """The roles of who asks."""
    return roles_of(request.user)
