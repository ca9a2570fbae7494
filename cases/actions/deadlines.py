"""Opening and closing deadlines. Higher apps call these; the rows are the product's one list of duties."""

from datetime import date, datetime

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.enums import DeadlineState
from cases.models import Case, Deadline
from cases.permissions import may_change, people_who_see, require_change


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
    # Asked above; the database keeps the rest. A sweep opens thousands of rows.
    deadline.full_clean(exclude=["case"], validate_unique=False, validate_constraints=False)
    deadline.save()
    return deadline


@transaction.atomic
def fulfil_deadlines(*, origin: str, proof: str, at: datetime | None = None) -> int:
    """Close, with its proof, every open deadline of this origin (one per child). Returns how many."""
    return _close(origin, DeadlineState.FULFILLED, proof, at)


@transaction.atomic
def restate_proof(*, origin: str, before: str, after: str, at: datetime) -> int:
    """Put the right proof in the place of a wrong one, on deadlines that were closed with it. Returns how many.

    The history keeps the wrong one. A deadline closed by another proof is left as it is.
    """
    rows = Deadline.objects.select_for_update().filter(
        origin=origin, state=DeadlineState.FULFILLED, proof=before[:200]
    )
    for deadline in rows:
        deadline.proof = after[:200]
        deadline.closed_at = at
        deadline.save(update_fields=["proof", "closed_at"])
    return len(rows)


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


@transaction.atomic
def assign_deadline(*, deadline: Deadline, to: User | None, by: User) -> list[Deadline]:
    """Make `to` answer for an open deadline, and for the same duty about siblings `by` may write on and `to`
    sees; None gives it back to who is responsible for the case. The change history keeps each change of hands.

    While the owner is away the next in line answers (`cases.ownership`). Raises PermissionDenied unless `by`
    may write on the case, ValidationError for a closed deadline and for somebody who cannot see the case.
    """
    require_change(by, [deadline.case_id])
    rows = Deadline.objects.select_for_update(of=("self",)).open().filter(origin=deadline.origin)
    found = {row.pk: row for row in rows.select_related("case").order_by("pk")}
    if deadline.pk not in found:
        raise ValidationError("Questa scadenza è già chiusa.")
    if to is not None and not people_who_see(found[deadline.pk].case).filter(pk=to.pk).exists():
        raise ValidationError({"to": "Questa persona non può vedere il fascicolo."})
    siblings = [row for pk, row in found.items() if pk != deadline.pk and _may_give(row, to, by)]
    with pghistory.context(user=by.pk):
        for row in (found[deadline.pk], *siblings):
            row.owner = to
            row.save(update_fields=["owner"])
    return [found[deadline.pk], *siblings]


def _may_give(row: Deadline, to: User | None, by: User) -> bool:
    return may_change(by, [row.case_id]) and (
        to is None or people_who_see(row.case).filter(pk=to.pk).exists()
    )


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
