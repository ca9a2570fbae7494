"""The ages that change something (handbook courts §3), as deadlines of each open case. Birthdays never roll."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from cases.actions.deadlines import cancel_deadlines, move_deadlines, open_deadline, reopen_deadlines
from cases.enums import DeadlineState
from cases.models import Case, Deadline
from courts.enums import OPEN_MANDATE_STATES
from courts.models import AgeMilestone
from courts.terms import add_months
from courts.terms.wording import day_of

NOT_NEEDED = "Età: "
LEAP = "Nato il 29 febbraio: negli anni non bisestili si conta il 28."


def age_origin(case: Case, milestone: AgeMilestone) -> str:
    """The name such a deadline carries in `cases.Deadline.origin`; the id is the case, to lead back to it."""
    return f"age:{case.pk}:{milestone.pk}"


def age_due(birth_date: date, milestone: AgeMilestone) -> date:
    """The very day. Who is born on 29 February comes of age on the 28th in common years, the earlier
    reading (docs/decisions/0002-legal-terms.md)."""
    return add_months(birth_date, milestone.months)


def keep_age_deadlines(*, today: date | None = None) -> int:
    """Make the deadlines of the ages near `today` what they must be, on every open case; how many changed.

    Near: within DEADLINE_HORIZON_DAYS ahead, or as long ago if nobody was told. A milestone that is only for
    children under a mandate counts from the day the mandate ran. What is no longer wanted is cancelled, what
    is wanted again comes back; a corrected birth date moves the day. Safe to run twice and after any pause.
    """
    day = today or timezone.localdate()
    milestones = list(AgeMilestone.objects.filter(active=True))
    wanted = {
        age_origin(case, milestone): (case, milestone)
        for milestone in milestones
        for case in _reaching(milestone, day)
    }
    changed = sum(_keep(case, milestone) for case, milestone in wanted.values())
    return changed + _cancel_others(wanted)


def _reaching(milestone: AgeMilestone, day: date) -> list[Case]:
    """The open cases that reach this age near `day`, or have an open deadline for it."""
    span = timedelta(days=settings.DEADLINE_HORIZON_DAYS)
    # A few days wider than needed: months are not all as long. The exact day decides below.
    first = add_months(day - span, -milestone.months) - timedelta(days=4)
    last = add_months(day + span, -milestone.months) + timedelta(days=4)
    running = Q(mandates__state__in=OPEN_MANDATE_STATES)
    rows = (
        Case.unscoped.filter(closed_on=None, person__died_on=None, person__birth_date__range=(first, last))
        .select_related("person")
        .annotate(since=Min("mandates__starts_on", filter=running))
        .order_by("pk")
    )
    return [case for case in rows if _wants(case, milestone, day, span)]


def _wants(case: Case, milestone: AgeMilestone, day: date, span: timedelta) -> bool:
    born, since = case.person.birth_date, getattr(case, "since", None)
    if born is None or (milestone.only_with_mandate and since is None):
        return False
    due_on = age_due(born, milestone)
    begun = since if milestone.only_with_mandate and since else case.opened_on
    return begun <= due_on and day - span <= due_on <= day + span


@transaction.atomic
def _keep(case: Case, milestone: AgeMilestone) -> bool:
    born, origin = case.person.birth_date, age_origin(case, milestone)
    if born is None:
        return False
    due_on = age_due(born, milestone)
    known = Deadline.objects.filter(case=case, origin=origin).first()
    if known is None:
        note = f" {LEAP}" if (born.month, born.day) == (2, 29) and due_on.day == 28 else ""
        open_deadline(
            case=case,
            title=milestone.title,
            due_on=due_on,
            opens_on=due_on - timedelta(days=milestone.lead_days),
            origin=origin,
            explanation=f"{milestone.months} mesi dalla nascita ({milestone.source}); non si sposta mai.{note}",
            by=None,
        )
        return True
    if known.state == DeadlineState.CANCELLED and known.proof.startswith(NOT_NEEDED):
        reopen_deadlines(origin=origin)
        return True
    if known.state == DeadlineState.OPEN and known.due_on != due_on:
        return bool(move_deadlines(origin=origin, due_on=due_on, note=f"Corretta {day_of(due_on, 'al')}."))
    return False


def _cancel_others(wanted: Iterable[str]) -> int:
    """Cancel those whose case closed or has no mandate any more; one long overdue stays where it is."""
    running = Q(case__mandates__state__in=OPEN_MANDATE_STATES)
    rows = Deadline.objects.open().filter(origin__startswith="age:").exclude(origin__in=list(wanted))
    found = rows.annotate(since=Min("case__mandates__starts_on", filter=running))
    mandated = set(AgeMilestone.objects.filter(only_with_mandate=True).values_list("pk", flat=True))
    stale = [
        origin
        for origin, closed_on, since in found.values_list("origin", "case__closed_on", "since")
        if closed_on is not None or (since is None and int(origin.rpartition(":")[2]) in mandated)
    ]
    reason = f"{NOT_NEEDED}il fascicolo è chiuso o non ha più incarichi aperti"
    return sum(cancel_deadlines(origin=origin, reason=reason) for origin in stale)
