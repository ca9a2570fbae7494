"""The ladder of reminders as numbers: which rung a deadline stands on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import EscalationStep


@dataclass(frozen=True, slots=True)
class Rung:
    """So many days before the day (after it, when negative), this audience is told."""

    days_before: int
    audience: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs in use, the nearest to the ground (the earliest told) first."""

    rungs: tuple[Rung, ...]

    @classmethod
    def of(cls, rungs: Iterable[Rung]) -> "Ladder":
        return cls(tuple(sorted(rungs, key=lambda rung: -rung.days_before)))

    def reached(self, due_on: date, day: date) -> Rung | None:
        """The latest rung a deadline of `due_on` has reached on `day`; None while it is still far.

        Rungs before it count as passed: after a pause nobody is told of each one they missed.
        """
        left = (due_on - day).days
        found = [rung for rung in self.rungs if rung.days_before >= left]
        return found[-1] if found else None

    def horizon(self, day: date) -> date | None:
        """The last due date that concerns the ladder on `day`; None for a ladder without rungs."""
        return day + timedelta(days=self.rungs[0].days_before) if self.rungs else None


def ladder_in_use() -> Ladder:
    """The rungs an administrator has left in use. One query."""
    rows = EscalationStep.objects.filter(active=True).values_list("days_before", "audience")
    return Ladder.of(Rung(*row) for row in rows)
