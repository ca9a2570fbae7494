"""What the list of cases can be cut to, and says, of services."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from cases.listing_hooks import Column, Narrowing
from cases.models import Case
from services.catalogue.models import Enrolment, ServiceKind
from services.catalogue.permissions import visible_enrolments


def _kinds() -> Iterable[tuple[str, str]]:
    return ServiceKind.objects.values_list("slug", "name")


def _in_service(rows: QuerySet[Case], slug: str) -> QuerySet[Case]:
    """Cases with a running, resting or requested enrolment in the service."""
    enrolments = Enrolment.objects.open().filter(case=OuterRef("pk"), kind__slug=slug)
    return rows.filter(Exists(enrolments))


def _services(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    """The services each case is in or waits for."""
    rows = visible_enrolments(user).open().filter(case__in=cases)
    names: dict[int, list[str]] = {}
    for case, name in rows.order_by("kind__position", "kind__name").values_list("case", "kind__name"):
        names.setdefault(case, []).append(name)
    return {case: ", ".join(dict.fromkeys(found)) for case, found in names.items()}


BY_SERVICE = Narrowing("Servizio", _kinds, _in_service)
SERVICES = Column("Servizi", _services)
