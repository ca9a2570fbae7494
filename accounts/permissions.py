"""What a person's roles, in force today, allow. Nothing here looks at cases."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.enums import LEAD_ROLES, Role
from accounts.models import Membership, User


@dataclass(frozen=True)
class Roles:
    """A person's memberships in force, grouped by what they open."""

    operator_units: frozenset[int] = frozenset()
    lead_units: frozenset[int] = frozenset()
    admin_organisations: frozenset[int] = frozenset()
    privacy_organisations: frozenset[int] = frozenset()
    controllers: frozenset[int] = frozenset()
    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def works_on_cases(self) -> bool:
        """May see cases at all: administrators and privacy officers may not."""
        return bool(self.operator_units or self.lead_units)


def roles_of(user: User | AnonymousUser) -> Roles:
    """The roles of `user` today; nobody's for a disabled or anonymous user. One query."""
    if not isinstance(user, User) or not user.is_active:
        return Roles()
    rows = list(
        Membership.objects.in_force()
        .filter(user=user)
        .values_list("role", "unit_id", "organisation_id", "unit__controller_id")
    )
    return Roles(
        operator_units=frozenset(unit for role, unit, _, _ in rows if role == Role.OPERATORE),
        lead_units=frozenset(unit for role, unit, _, _ in rows if role in LEAD_ROLES),
        admin_organisations=frozenset(org for role, _, org, _ in rows if role == Role.AMMINISTRATORE),
        privacy_organisations=frozenset(org for role, _, org, _ in rows if role == Role.REFERENTE_PRIVACY),
        controllers=frozenset(controller for _, _, _, controller in rows if controller),
        names=frozenset(role for role, _, _, _ in rows),
    )


def request_roles(request: HttpRequest) -> Roles:
    """`roles_of(request.user)`, asked once per request, never kept longer."""
    if not hasattr(request, "_roles"):
        request._roles = roles_of(request.user)  # type: ignore[attr-defined]
    roles: Roles = request._roles  # type: ignore[attr-defined]
    return roles
