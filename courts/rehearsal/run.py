"""One rehearsal from beginning to end: played, read back, judged."""

from datetime import datetime

from django.utils import timezone

from cases.actions.standstill import LETTER
from cases.enums import DeadlineState
from cases.models import Deadline, EscalationStep, Reminder, SweepRun
from courts.rehearsal.oracle import Figures, Oracle, Written
from courts.rehearsal.play import Plan, Play
from courts.rehearsal.script import Script


def rehearse(plan: Plan) -> Figures:
    """Play and judge. Must run inside a transaction that the caller undoes."""
    began = timezone.localtime().replace(hour=0, minute=0)
    script = Play(plan).run()
    ladder = EscalationStep.objects.filter(active=True).values_list("days_before", "audience")
    oracle = Oracle(script, [(days, str(audience)) for days, audience in ladder])
    return oracle.judge(_written(script, began))


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
    )
