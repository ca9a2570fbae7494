"""One rehearsal from beginning to end: played, read back, judged."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from cases.actions.standstill import LETTER
from cases.agenda_hooks import Span
from cases.enums import DeadlineState
from cases.models import Deadline, EscalationStep, Reminder, SweepRun, UrgentReminder, UrgentStep
from courts.agenda import hearings
from courts.rehearsal.bell_oracle import Rang
from courts.rehearsal.oracle import Figures, Oracle, Written
from courts.rehearsal.play import Plan, Play
from courts.rehearsal.script import Script


def rehearse(plan: Plan) -> Figures:
    """Play and judge. Must run inside a transaction that the caller undoes."""
    began = timezone.localtime().replace(hour=0, minute=0)
    with _without_savepoints():
        script = Play(plan).run()
    ladder = EscalationStep.objects.filter(active=True).values_list("days_before", "audience")
    hours = UrgentStep.objects.filter(active=True).values_list("hours_before", "audience")
    oracle = Oracle(
        script,
        [(days, str(audience)) for days, audience in ladder],
        [(before, str(audience)) for before, audience in hours],
    )
    return oracle.judge(_written(script, began))


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Every action is a transaction of its own; here they are all within one, and would be savepoints, a third
    of all statements. Without them an action that fails ends the whole rehearsal, as it should."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def _written(script: Script, began: datetime) -> Written:
    rows = Reminder.objects.filter(deadline__in=script.dues)
    told = [
        (deadline, user, step, due_on, timezone.localdate(moment))
        for deadline, user, step, due_on, moment in rows.values_list(
            "deadline", "user", "step", "due_on", "created_at"
        )
    ]
    stuck = rows.filter(
        deadline__state=DeadlineState.OPEN, digest__sent_at=None, user__is_active=True
    ).exclude(user__notification_preference__daily_email=False)
    letters = SweepRun.objects.filter(
        name__startswith=LETTER, started_at__gte=began, finished_at__isnull=False
    )
    return Written(
        told=told,
        undelivered=[
            (user, timezone.localdate(moment)) for user, moment in stuck.values_list("user", "created_at")
        ],
        open=frozenset(Deadline.objects.open().filter(pk__in=script.dues).values_list("pk", flat=True)),
        standstills=letters.values("started_at").distinct().count(),
        rang=[
            Rang(*row)
            for row in UrgentReminder.objects.filter(deadline__in=script.dues).values_list(
                "deadline", "user", "step", "due_at", "created_at", "sent_at"
            )
        ],
        unlisted=_unlisted(script),
    )


def _unlisted(script: Script) -> int:
    """Hearings that the agenda of a child's responsible does not show. One look per person.

    Agendas are read today, so they are asked of who is responsible at the start and has not left.
    """
    expected: defaultdict[int, set[str]] = defaultdict(set)
    for hearing, children in script.hearings:
        person = script.children[children[0]].responsible[0][1]
        if script.people[person].left_on is None:
            expected[person].add(f"udienza-{hearing}")
    span = Span(script.live[0], script.live[-1] + timedelta(days=100))
    return sum(
        len(wanted - {item.uid for item in hearings(User.objects.get(pk=person), span)})
        for person, wanted in expected.items()
    )
