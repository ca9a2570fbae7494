"""Art. 403 c.c.: a removal as its page tells it at a moment: steps, distances, corrections."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from courts.emergency_chain import CHAIN, LINKS, Link, StepState, distance, risk_margin, state_at
from courts.enums import EmergencyState, EmergencyStepKind
from courts.legal_numbers import known_numbers
from courts.models import Emergency, EmergencyStep
from courts.terms import ROME
from courts.terms.wording import long_moment


def in_words(moment: datetime) -> str:
    """«sabato 24/10/2026 alle 22:15», with summer or winter time in the hour that comes twice."""
    return long_moment(moment.astimezone(ROME))


@dataclass(frozen=True)
class Correction:
    """What a tick said before a lead put it right."""

    at: datetime
    by: str
    reason: str
    was_done_at: datetime
    was_proof: str

    @property
    def was_done(self) -> str:
        return in_words(self.was_done_at)


@dataclass(frozen=True)
class StepRow:
    """One step as it stands at `now`."""

    step: EmergencyStep
    link: Link
    state: StepState
    now: datetime
    uncertain: bool = False
    corrections: list[Correction] = field(default_factory=list)

    @property
    def due(self) -> str:
        return in_words(self.step.due_at) if self.step.due_at else ""

    @property
    def done(self) -> str:
        return in_words(self.step.done_at) if self.step.done_at else ""

    @property
    def left(self) -> str:
        """How far the due moment is, as of `now`."""
        return distance(self.step.due_at.astimezone(UTC) - self.now) if self.step.due_at else ""

    @property
    def late_by(self) -> str:
        """By how much a late tick missed its term."""
        if self.state != StepState.IN_RITARDO or not (self.step.done_at and self.step.due_at):
            return ""
        return distance(self.step.due_at - self.step.done_at).removeprefix("scaduto da ")

    @property
    def risk_at(self) -> datetime | None:
        """When it begins to be at risk."""
        return self.step.due_at - risk_margin(self.step) if self.step.due_at else None

    @property
    def elapsed(self) -> int:
        """How much of its time has gone, per cent."""
        if self.step.starts_at is None or self.step.due_at is None:
            return 0
        whole = self.step.due_at - self.step.starts_at
        return max(0, min(100, int(100 * (self.now - self.step.starts_at) / whole)))

    @property
    def timeline_tone(self) -> str:
        tones = {"compiuto": "done", "in_ritardo": "done", "in_corso": "now", "a_rischio": "alarm"}
        return "alarm" if self.state == StepState.SCADUTO else tones.get(self.state, "")


def rows_of(emergency: Emergency, steps: Iterable[EmergencyStep], now: datetime) -> list[StepRow]:
    """The steps in the order of the chain. No query of its own."""
    closed = emergency.state != EmergencyState.IN_CORSO
    found = {
        step.kind: StepRow(
            step, LINKS[EmergencyStepKind(step.kind)], state_at(step, now, closed=closed), now.astimezone(UTC)
        )
        for step in steps
    }
    return [found[link.kind] for link in CHAIN if link.kind in found]


def running(rows: Iterable[StepRow]) -> list[StepRow]:
    """Those whose clock runs or has run out, the soonest first."""
    return sorted((row for row in rows if row.state.runs), key=lambda row: row.step.due_at or row.now)


def story_of(emergency: Emergency, now: datetime) -> list[StepRow]:
    """The steps with what is uncertain about them and their corrections. Three queries."""
    steps = emergency.steps.select_related("ticked_by", "document")
    day = emergency.removed_at.astimezone(ROME).date()
    numbers = known_numbers([link.slug for link in CHAIN], day)
    corrections = _corrections(emergency)
    return [
        StepRow(
            row.step,
            row.link,
            row.state,
            row.now,
            uncertain=row.link.slug not in numbers or numbers[row.link.slug].uncertain,
            corrections=corrections.get(row.step.pk, []),
        )
        for row in rows_of(emergency, steps, now)
    ]


def start_corrections(emergency: Emergency) -> list[Correction]:
    """The corrections of the removal's own hours: when the child was safe is `was_done_at`. One query."""
    history = _history("EmergencyEvent").filter(pgh_obj=emergency)
    return _changes(history, ("removed_at", "oral_notice_at", "call_taken_by")).get(emergency.pk, [])


def _corrections(emergency: Emergency) -> dict[int, list[Correction]]:
    """The corrections of its ticks, by step. One query."""
    history = _history("EmergencyStepEvent").filter(pgh_obj__emergency=emergency, done_at__isnull=False)
    return _changes(history, ("done_at", "proof", "document_id"))


def _history(table: str) -> QuerySet[Any]:
    rows = apps.get_model("courts", table)._default_manager.select_related("pgh_context")
    return rows.order_by("pgh_id")


def _changes(history: Iterable[Any], names: tuple[str, str, str]) -> dict[int, list[Correction]]:
    """Where one of these fields changed between an event and the next of the same row, what stood before."""
    found: dict[int, list[Correction]] = defaultdict(list)
    before: dict[int, tuple[Any, ...]] = {}
    for event in history:
        values = tuple(getattr(event, name) for name in names)
        was = before.get(event.id, values)
        if was != values:
            said = event.pgh_context.metadata if event.pgh_context else {}
            by, reason = said.get("corretto_da", ""), said.get("correzione", "")
            found[event.id].append(Correction(event.pgh_created_at, by, reason, was[0], str(was[1])))
        before[event.id] = values
    return found
