"""Udienze: fixed, held, put off, cancelled; and the duty to have the papers ready before."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from accounts.models import User
from cases.actions.deadlines import cancel_deadlines, fulfil_deadlines, open_deadline
from courts.enums import HearingState
from courts.legal_numbers import legal_number, term_of
from courts.models import Hearing, Proceeding
from courts.permissions import require_change_of
from courts.reckoning import due
from courts.terms import ROME, Direction, DueDate, Term, Unit
from courts.terms.wording import day_of, long_date, long_moment

PREPARATION = "udienza-preparazione"
FARTHEST = timedelta(days=5 * 366)


@transaction.atomic
def fix_hearing(
    *, proceeding: Proceeding, at: datetime, place: str = "", purpose: str = "", by: User
) -> Hearing:
    """Write a hearing down and open, on every case, the deadline to be ready for it.

    Raises PermissionDenied, and ValidationError by field (`at` for its moment).
    """
    locked = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    require_change_of(by, locked)
    if fault := _moment_fault(locked, at):
        raise ValidationError({"at": fault})
    hearing = Hearing(proceeding=locked, at=at, place=place.strip(), purpose=purpose.strip())
    hearing.full_clean(exclude=["state"])
    hearing.save()
    _prepare(hearing, timezone.localdate())
    return hearing


@transaction.atomic
def hold_hearing(*, hearing: Hearing, attended_by: str, outcome: str, by: User) -> Hearing:
    """It took place: who went for the service and what came of it. Its preparation is fulfilled.

    Raises PermissionDenied, and ValidationError by field.
    """
    found = _locked(hearing, "hold", by)
    faults = {}
    if found.at > timezone.now():
        faults["__all__"] = f"L'udienza è {_when(found.at)}: non si è ancora tenuta."
    if not outcome.strip():
        faults["outcome"] = "Scrivere che cosa è stato deciso, o che il giudice si è riservato."
    if not attended_by.strip():
        faults["attended_by"] = "Indicare chi ha partecipato per il servizio, o «nessuno»."
    if faults:
        raise ValidationError(faults)
    found.hold()
    found.attended_by, found.outcome = attended_by.strip(), outcome.strip()
    _save(found)
    fulfil_deadlines(origin=found.origin(), proof=f"Udienza tenuta {_when(found.at)}")
    return found


@transaction.atomic
def postpone_hearing(
    *, hearing: Hearing, at: datetime, reason: str, place: str | None = None, by: User
) -> Hearing:
    """Put it off to another moment: a new hearing, linked to this one, with its own deadline.

    The deadline of this one is taken off the lists. Raises PermissionDenied, and ValidationError by field.
    """
    found = _locked(hearing, "postpone", by)
    if not reason.strip():
        raise ValidationError({"reason": "Indicare perché è rinviata."})
    found.moved_to = fix_hearing(
        proceeding=found.proceeding,
        at=at,
        place=found.place if place is None else place,
        purpose=found.purpose,
        by=by,
    )
    found.postpone()
    found.outcome = reason.strip()
    _save(found, "moved_to")
    cancel_deadlines(origin=found.origin(), reason=f"Udienza rinviata {_when(at, 'al')}: {reason.strip()}")
    return found.moved_to


@transaction.atomic
def cancel_hearing(*, hearing: Hearing, reason: str, by: User) -> Hearing:
    """It will not take place: nothing is owed for it any more.

    Raises PermissionDenied, and ValidationError without a reason.
    """
    found = _locked(hearing, "cancel", by)
    if not reason.strip():
        raise ValidationError({"reason": "Indicare perché è annullata."})
    _call_off(found, reason.strip())
    return found


@transaction.atomic
def call_off_hearings(*, proceeding: Proceeding, after: date, reason: str) -> int:
    """Cancel what was fixed for days after `after`: the office no longer hears it. Returns how many."""
    rows = proceeding.hearings.select_for_update(of=("self",)).filter(state=HearingState.FISSATA)
    coming = [hearing for hearing in rows if timezone.localdate(hearing.at) > after]
    for hearing in coming:
        _call_off(hearing, reason)
    return len(coming)


@transaction.atomic
def prepare_hearings(*, proceeding: Proceeding) -> None:
    """Open the preparation of the hearings to come on the cases that lack it. Safe to run twice."""
    for hearing in proceeding.hearings.filter(state=HearingState.FISSATA):
        _prepare(hearing, timezone.localdate())


def preparation_due(hearing: Hearing) -> DueDate:
    """When the papers must be ready, counted back from the hearing. An internal target, never law.

    Practice of the service (handbook courts §3): 15 days before, earlier when that day is a holiday.
    Raises MissingLegalNumberError.
    """
    day = timezone.localdate(hearing.at, ROME)
    number = legal_number(PREPARATION, day)
    usual = term_of(number)
    back = Term(usual.amount, Unit(usual.unit), direction=Direction.BACKWARD, rolling=usual.rolling)
    return due(day, back)


def _prepare(hearing: Hearing, today: date) -> None:
    if hearing.at <= timezone.now():
        return  # written down afterwards: nothing left to prepare
    day = timezone.localdate(hearing.at, ROME)
    reckoned = preparation_due(hearing)
    source = legal_number(PREPARATION, day).source
    told = f"Udienza di {long_moment(hearing.at.astimezone(ROME))}. {reckoned.explanation.rstrip('.')}; {source}."
    if reckoned.due_on < today:
        told += f" Quel giorno è già passato: si prepara subito, entro {day_of(today)}."
    for case in hearing.proceeding.cases.filter(closed_on=None):
        open_deadline(
            case=case,
            title=f"Preparare l'udienza di {long_date(day)}",
            due_on=max(reckoned.due_on, today),
            origin=hearing.origin(),
            explanation=told,
            by=None,
        )


def _moment_fault(proceeding: Proceeding, at: datetime) -> str:
    day = timezone.localdate(at, ROME)
    began, ended = proceeding.instituted_on, proceeding.closed_on or proceeding.transferred_on
    if began is not None and day < began:
        return f"Il procedimento è iniziato {day_of(began)}: l'udienza viene dopo."
    if ended is not None and day > ended:
        return f"Il procedimento qui è finito {day_of(ended)}: l'udienza si fissa in quello che prosegue."
    if at - timezone.now() > FARTHEST:
        return "La data è troppo lontana: controllare l'anno."
    if proceeding.hearings.filter(at=at, state__in=[HearingState.FISSATA, HearingState.TENUTA]).exists():
        return "Per questo giorno e quest'ora c'è già un'udienza."
    return ""


def _locked(hearing: Hearing, step: str, by: User) -> Hearing:
    rows = Hearing.objects.select_for_update(of=("self",)).select_related("proceeding")
    found = rows.get(pk=hearing.pk)
    require_change_of(by, found.proceeding)
    if not can_proceed(getattr(found, step)):
        raise ValidationError(f"L'udienza è già «{found.get_state_display().lower()}».")
    return found


def _call_off(hearing: Hearing, reason: str) -> None:
    hearing.cancel()
    hearing.outcome = reason
    _save(hearing)
    cancel_deadlines(origin=hearing.origin(), reason=f"Udienza annullata: {reason}")


def _save(hearing: Hearing, *names: str) -> None:
    hearing.full_clean(exclude=["state"])
    hearing.save(update_fields=["state", "attended_by", "outcome", *names])


def _when(at: datetime, article: str = "il") -> str:
    return day_of(timezone.localdate(at, ROME), article)
