"""What a person's roles, in force today, allow. Nothing here looks at cases."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.enums import LEAD_ROLES, Role
from accounts.models import Membership, User, unit_words
from accounts.prepared import Given, Prepared
from accounts.role_hooks import TODAY, expressions


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


@dataclass(frozen=True)
class _Post:
    """A membership in force, and what later rooms have noted of it."""

    noted: tuple[Any, ...]
    role: str
    organisation: int
    organisation_name: str
    unit: int | None
    unit_name: str | None
    controller: int | None
    controller_name: str | None

    @property
    def place(self) -> str:
        if self.unit is None:
            return self.organisation_name
        return unit_words(str(self.unit_name), self.controller_name)


_COLUMNS: Sequence[str] = [
    *("role", "organisation", "organisation__name"),
    *("unit", "unit__name", "unit__controller", "unit__controller__name"),
]


def _posts() -> QuerySet[Membership, Any]:
    rows = Membership.objects.in_force(TODAY).filter(user=Given("user", BigIntegerField()))
    noted = {name: expression() for name, expression in expressions.items()}
    return rows.annotate(**noted).order_by("pk").values_list(*_COLUMNS, *noted)


_prepared = Prepared(_posts)


def _read_roles(user: User) -> Roles:
    rows = _prepared.rows(user=user.pk, today=timezone.localdate(), now=timezone.now())
    known = len(_COLUMNS)
    posts = [_Post(row[known:], *row[:known]) for row in rows]
    return Roles(
        operator_units=_units(posts, {Role.OPERATORE}),
        lead_units=_units(posts, LEAD_ROLES),
        admin_organisations=_organisations(posts, Role.AMMINISTRATORE),
        privacy_organisations=_organisations(posts, Role.REFERENTE_PRIVACY),
        controllers=frozenset(post.controller for post in posts if post.controller),
        names=frozenset(post.role for post in posts),
        places=tuple(dict.fromkeys(post.place for post in posts)),
        noted={name: tuple(post.noted[at] for post in posts) for at, name in enumerate(expressions)},
    )


def _units(posts: Iterable[_Post], roles: Collection[str]) -> frozenset[int]:
    return frozenset(post.unit for post in posts if post.unit and post.role in roles)


def _organisations(posts: Iterable[_Post], role: Role) -> frozenset[int]:
    return frozenset(post.organisation for post in posts if post.role == role)


def request_roles(request: HttpRequest) -> Roles:
    """The roles of who asks."""
    return roles_of(request.user)
