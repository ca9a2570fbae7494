"""Opening and closing deadlines. Higher apps call these; the rows are the product's one list of duties."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.enums import DeadlineState
from cases.models import Case, Deadline


@transaction.atomic
def open_deadline(
    *,
    case: Case,
    title: str,
    due_on: date,
    origin: str,
    by: User | None,
    explanation: str = "",
    owner: User | None = None,
    due_at: datetime | None = None,
    opens_on: date | None = None,
) -> Deadline:
    """Make one deadline, or return the one this origin already has on the case (safe to run twice).

    `by` is None when a scheduled job opens it.
    """
    existing = Deadline.objects.filter(case=case, origin=origin).first()
    if existing is not None:
        return existing
    deadline = Deadline(
        case=case,
        title=title,
        due_on=due_on,
        due_at=due_at,
        opens_on=opens_on,
        origin=origin,
        explanation=explanation,
        owner=owner,
    )
    deadline.full_clean()
    deadline.save()
    return deadline


@transaction.atomic
def fulfil_deadlines(*, origin: str, proof: str, at: datetime | None = None) -> int:
    """Close, with its proof, every open deadline of this origin (one per child). Returns how many."""
    return _close(origin, DeadlineState.FULFILLED, proof, at)


@transaction.atomic
def cancel_deadlines(*, origin: str, reason: str, at: datetime | None = None) -> int:
    """Take open deadlines of this origin off the lists; the reason stays on the row."""
    return _close(origin, DeadlineState.CANCELLED, reason, at)


@transaction.atomic
def reopen_deadlines(*, origin: str) -> int:
    """Put cancelled deadlines of this origin back on the lists, their reason wiped. Returns how many."""
    rows = Deadline.objects.select_for_update().filter(origin=origin, state=DeadlineState.CANCELLED)
    for deadline in rows:
        deadline.state = DeadlineState.OPEN
        deadline.proof = ""
        deadline.closed_at = None
        deadline.save(update_fields=["state", "proof", "closed_at"])
    return len(rows)


@transaction.atomic
def move_deadlines(*, origin: str, due_on: date, note: str, extended: bool = False) -> int:
    """Give every unfulfilled deadline of this origin another day; `note` is added to its explanation.

    With `extended` the day before the first extension stays on the row. Returns how many moved.
    """
    rows = Deadline.objects.select_for_update().filter(origin=origin).exclude(state=DeadlineState.FULFILLED)
    for deadline in rows:
        if extended and deadline.original_due_on is None:
            deadline.original_due_on = deadline.due_on
        deadline.due_on = due_on
        deadline.explanation = f"{deadline.explanation} {note}".strip()
        deadline.full_clean()
        deadline.save(update_fields=["due_on", "original_due_on", "explanation"])
    return len(rows)


def _close(origin: str, state: DeadlineState, proof: str, at: datetime | None) -> int:
    if not proof:
        raise ValueError("Una scadenza si chiude solo con la sua prova o il suo motivo.")
    rows = Deadline.objects.select_for_update().filter(origin=origin, state=DeadlineState.OPEN)
    for deadline in rows:
        deadline.state = state
        deadline.proof = proof[:200]
        deadline.closed_at = at or timezone.now()
        deadline.save(update_fields=["state", "proof", "closed_at"])
    return len(rows)
