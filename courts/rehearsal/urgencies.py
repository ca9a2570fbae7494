"""The hours of a rehearsal: terms with an exact time, the bell that rings for them, and when they are kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from cases.actions.bell import note_urgent, send_urgent
from cases.actions.deadlines import fulfil_deadlines, open_deadline
from cases.models import Case
from courts.rehearsal.mailbox import CountingBackend
from courts.rehearsal.script import Due, Script

TERM = timedelta(hours=24)
# The bell rings every five minutes; here every hour in which a term is within its reach, and once a day.
REACH_BEFORE, REACH_AFTER = timedelta(hours=14), timedelta(hours=30)
HOUR = timedelta(hours=1)


class Urgencies:
    """Removals and their terms of 24 hours."""

    def __init__(self, script: Script, random: Random) -> None:
        self.script, self.random = script, random
        self.open: dict[str, list[Due]] = {}
        self.kept_at: dict[str, datetime] = {}
        self.count = 0

    def removal(self, children: list[int], day: date) -> None:
        """A term of 24 hours from some minute of the day, for each child."""
        self.count += 1
        start = _midnight(day) + timedelta(minutes=self.random.randrange(24 * 60))
        due = start + TERM
        for child in children:
            open_deadline(
                case=Case(pk=child),
                title="Art. 403: atti alla Procura",
                due_on=timezone.localdate(due),
                due_at=due,
                origin=f"removal:{self.count}:{day:%Y%m%d}",
                by=None,
            )

    def note(self, due: Due, origin: str) -> None:
        """Take it down and decide its fate: mostly kept in time, sometimes late, now and then never."""
        assert due.due_at is not None  # noqa: S101 - for the type checker
        self.open.setdefault(origin, []).append(due)
        chance = self.random.random()
        hours = self.random.uniform(-20, -0.2) if chance < 0.7 else self.random.uniform(0.2, 40)
        if chance < 0.9 and origin not in self.kept_at:
            self.kept_at[origin] = due.due_at + timedelta(hours=hours)

    def dead_day(self, day: date) -> None:
        """The clock stands still; people keep their terms all the same."""
        self._keep(_midnight(day + timedelta(days=1)))

    def live_day(self, day: date, post: CountingBackend) -> None:
        """The bell rings, and between two rings terms are kept."""
        for number, moment in enumerate(_hours(day)):
            self._keep(moment)
            if number == 0 or self._near(moment):
                self.script.bells.append(moment)
                if post.closed:
                    self.script.closed_post.add(moment)
                note_urgent(now=moment)
                send_urgent(now=moment, connection=post.bell(moment))
        self._keep(_midnight(day + timedelta(days=1)))

    def _near(self, moment: datetime) -> bool:
        return any(
            due.due_at is not None and due.due_at - REACH_BEFORE <= moment <= due.due_at + REACH_AFTER
            for dues in self.open.values()
            for due in dues
        )

    def _keep(self, until: datetime) -> None:
        for origin in [name for name, moment in self.kept_at.items() if moment < until]:
            moment = self.kept_at.pop(origin)
            fulfil_deadlines(origin=origin, proof="Ricevuta di prova", at=moment)
            for due in self.open.pop(origin):
                # The hours of a day are played before its daily round: what was kept in them is not told there.
                due.closed_at, due.closed = moment, timezone.localdate(moment)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)


def _hours(day: date) -> Iterator[datetime]:
    """Every hour of a day in Rome: 23 or 25 of them when the clocks change."""
    moment, end = _midnight(day), _midnight(day + timedelta(days=1))
    while moment < end:
        yield moment
        moment += HOUR
