"""Hearings in the agenda and in the private calendars."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from cases.agenda_hooks import Item, ItemKind, Span
from cases.models import Case, TeamMember
from cases.period import day_start
from cases.permissions import saw, within_sight
from courts.enums import HearingState
from courts.models import Hearing, Proceeding

GONE = (HearingState.RINVIATA, HearingState.ANNULLATA)


def hearings(user: User, span: Span) -> Iterator[Item]:
    """Hearings fixed or held, of the cases `user` sees: of their own équipes, or of whole units. Two queries."""
    rows = Hearing.objects.filter(at__gte=day_start(span.first), at__lt=day_start(span.end))
    rows = rows.exclude(state__in=GONE)
    children = _children(user, span, rows.values("proceeding"))
    for hearing in rows.filter(proceeding__in=children).select_related("proceeding__office"):
        cases = children[hearing.proceeding_id]
        yield Item(
            kind=ItemKind.HEARING,
            uid=f"udienza-{hearing.pk}",
            word="Udienza",
            title=f"Udienza · {hearing.proceeding.office}",
            day=timezone.localtime(hearing.at).date(),
            at=hearing.at,
            url=f"{hearing.get_absolute_url()}?caso={cases[0].pk}",
            cases=cases,
            note=" · ".join(part for part in (hearing.place, hearing.purpose) if part),
            done=hearing.state == HearingState.TENUTA,
        )
        saw(case.pk for case in cases)


def _children(user: User, span: Span, proceedings: QuerySet[Hearing, Any]) -> dict[int, list[Case]]:
    """The cases in sight of each of these proceedings."""
    links = Proceeding.cases.through._default_manager.filter(proceeding__in=proceedings)
    if span.units:
        links = links.filter(case__unit__in=span.units)
    else:
        teams = TeamMember.objects.in_force(timezone.localdate()).filter(user=user)
        links = links.filter(case__in=teams.values("case"))
    found: defaultdict[int, list[Case]] = defaultdict(list)
    for link in within_sight(links, user).select_related("case__person").order_by("case"):
        found[link.proceeding_id].append(link.case)
    return found
