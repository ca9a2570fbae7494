"""Planning appointments, moving them, calling them off. Writing the diary is what makes them done."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Appointment, Case, DiaryEntry
from cases.permissions import people_who_see, require_change

FIELDS = ("kind", "starts_at", "minutes", "place", "participants")


@transaction.atomic
def plan_appointment(
    *,
    cases: Sequence[Case],
    by: User,
    kind: str,
    starts_at: datetime,
    operators: Iterable[User],
    minutes: int = 60,
    place: str = "",
    participants: str = "",
) -> list[Appointment]:
    """Put the same meeting in the agenda of each of these cases (siblings), once per case.

    Raises PermissionDenied unless `by` may write on all of them; ValidationError for a moment that is past,
    a closed case, or somebody of the service who does not see the case.
    """
    require_change(by, cases)
    _check_moment(starts_at)
    people = list(operators)
    _check_people(cases, people)
    batch = uuid4()
    given = {
        "kind": kind,
        "starts_at": starts_at,
        "minutes": minutes,
        "place": place,
        "participants": participants,
    }
    return [_planned(case, by, batch, people, given) for case in cases]


@transaction.atomic
def change_appointment(
    *,
    appointment: Appointment,
    by: User,
    kind: str,
    starts_at: datetime,
    operators: Iterable[User],
    minutes: int = 60,
    place: str = "",
    participants: str = "",
) -> list[Appointment]:
    """Correct or move a meeting, with its siblings' rows that are still planned. Raises like the planning."""
    rows = _whole(appointment, by)
    if starts_at != rows[0].starts_at:
        _check_moment(starts_at)
    people = list(operators)
    _check_people([row.case for row in rows], people)
    for row in rows:
        row.kind, row.starts_at, row.minutes = kind, starts_at, minutes
        row.place, row.participants = place, participants
        row.full_clean()
        row.save(update_fields=FIELDS)
        row.operators.set(people)
    return rows


@transaction.atomic
def cancel_appointment(*, appointment: Appointment, reason: str, by: User) -> list[Appointment]:
    """Call a meeting off, with its siblings' rows that are still planned; the reason stays on the rows."""
    rows = _whole(appointment, by)
    for row in rows:
        row.cancelled_at, row.cancel_reason = timezone.now(), reason
        row.full_clean()
        row.save(update_fields=["cancelled_at", "cancel_reason"])
    return rows


@transaction.atomic
def fulfil_appointment(*, appointment: Appointment, entries: Iterable[DiaryEntry], by: User) -> None:
    """The meeting took place, or was missed: each case's row gets the entry written in that case's diary.

    A sibling's row without an entry stays planned. Raises ValidationError if it is not planned any more.
    """
    written = {entry.case_id: entry for entry in entries}
    for row in _whole(appointment, by, set(written)):
        row.entry = written[row.case_id]
        row.full_clean()
        row.save(update_fields=["entry"])


def _planned(case: Case, by: User, batch: Any, people: list[User], given: dict[str, Any]) -> Appointment:
    if not case.is_open:
        raise ValidationError(f"Il fascicolo {case.reference} è chiuso.")
    row = Appointment(case=case, planned_by=by, batch=batch, **given)
    row.full_clean()
    row.save()
    row.operators.set(people)
    return row


def _whole(appointment: Appointment, by: User, only: set[int] | None = None) -> list[Appointment]:
    """The planned rows of the meeting, locked, on cases `by` may write on; of `only` these when given."""
    rows = Appointment.objects.planned().select_for_update(of=("self",)).filter(batch=appointment.batch)
    found = list((rows if only is None else rows.filter(case__in=only)).select_related("case").order_by("pk"))
    if appointment.pk not in {row.pk for row in found}:
        raise ValidationError("Questo appuntamento è già stato annotato o annullato.")
    require_change(by, [row.case_id for row in found])
    return found


def _check_moment(starts_at: datetime) -> None:
    if starts_at < timezone.now():
        raise ValidationError(
            {"day": "Il momento è già passato: se l'incontro c'è stato, scrivilo nel diario."}
        )


def _check_people(cases: Iterable[Case], people: list[User]) -> None:
    if not people:
        raise ValidationError({"operators": "Indica chi va per il servizio."})
    for case in cases:
        if people_who_see(case).filter(pk__in=[person.pk for person in people]).count() != len(people):
            raise ValidationError({"operators": f"Non tutti possono vedere il fascicolo {case.reference}."})
