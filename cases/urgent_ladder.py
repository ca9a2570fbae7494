"""The ladder of terms with an exact time, in hours, and how far such a term is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cases.models import UrgentStep


@dataclass(frozen=True, slots=True)
class HourRung:
    """So many hours before the moment (after it, when negative), this audience is told."""

    hours_before: int
    audience: str


@dataclass(frozen=True, slots=True)
class HourLadder:
    """The rungs in use, the earliest told first."""

    rungs: tuple[HourRung, ...]

    @classmethod
    def of(cls, rungs: Iterable[HourRung]) -> "HourLadder":
        return cls(tuple(sorted(rungs, key=lambda rung: -rung.hours_before)))

    def reached(self, due_at: datetime, moment: datetime) -> HourRung | None:
        """The latest rung a term has reached; None while it is still far. Elapsed hours, never clock hours.

        Rungs before it count as passed: after a pause nobody is told of each one they missed.
        """
        left = elapsed(moment, due_at)
        found = [rung for rung in self.rungs if timedelta(hours=rung.hours_before) >= left]
        return found[-1] if found else None

    def horizon(self, moment: datetime) -> datetime | None:
        """The last term that concerns the ladder at `moment`; None for a ladder without rungs."""
        return moment + timedelta(hours=self.rungs[0].hours_before) if self.rungs else None


def urgent_ladder_in_use() -> HourLadder:
    """The rungs an administrator has left in use. One query."""
    rows = UrgentStep.objects.filter(active=True).values_list("hours_before", "audience")
    return HourLadder.of(HourRung(*row) for row in rows)


def elapsed(start: datetime, end: datetime) -> timedelta:
    """How long really passes: two moments of one zone, subtracted, would ignore the nights of the clock changes."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def time_left(due_at: datetime, moment: datetime) -> str:
    """«mancano 2 ore e 5 minuti», «scaduto da 3 ore», in whole minutes."""
    minutes = abs(elapsed(moment, due_at)) // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    parts = [_count(hours, "ora", "ore"), _count(rest if hours < 24 else 0, "minuto", "minuti")]
    words = " e ".join(part for part in parts if part) or "meno di un minuto"
    if due_at <= moment:
        return f"scaduto da {words}"
    return f"{'manca' if words.startswith(('1 ', 'meno')) else 'mancano'} {words}"


def _count(amount: int, one: str, many: str) -> str:
    return f"{amount} {one if amount == 1 else many}" if amount else ""
