"""Mandates: given by an order, carried out, put to rest, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from accounts.models import Unit, User
from cases.actions import deadlines as case_deadlines
from cases.enums import DeadlineState
from cases.models import Case
from courts.actions import checks
from courts.actions.deadlines import keep_deadlines
from courts.actions.entrustment import ActData, check_acts, write_acts
from courts.actions.own_duties import deadlines_of, open_own_duties, open_telling
from courts.actions.placements import UNDECLARED, lacks_declaration
from courts.enums import TermUnit
from courts.models import Mandate, Office, Order
from courts.periods import cycles
from courts.permissions import require_change_of

SUSPENDED = "Incarico sospeso: "


@dataclass(frozen=True, kw_only=True)
class MandateData:
    """A mandate as it stands in the order.

    Without more words it runs from the day the order was received, goes to the office of the proceeding and
    is carried out by the unit of the first child.
    """

    kind: str
    task_text: str
    cases: Sequence[Case]
    starts_on: date | None = None
    first_term_amount: int | None = None
    first_term_unit: str = TermUnit.DAYS
    every_months: int | None = None
    ends_on: date | None = None
    no_term_reason: str = ""
    august_suspension: bool = False
    august_note: str = ""
    recipient: Office | None = None
    executor: Unit | None = None
    lives_with: str = ""
    acts: Sequence[ActData] = ()


@transaction.atomic
def give_mandate(*, order: Order, data: MandateData, by: User) -> Mandate:
    """Write one mandate of an order and open its deadlines.

    Raises PermissionDenied, and ValidationError by field of the mandate.
    """
    require_change_of(by, order)
    of_order = list(order.cases.select_related("unit"))
    mandate = _mandate(order, data)
    mandate.clean_fields(exclude=["state"])
    faults = (
        checks.children_of_mandate(data.cases, of_order)
        | checks.mandate_terms(mandate, order.decided_on)
        | check_acts(data.kind, data.acts)
    )
    if mandate.executor.controller_id not in {case.unit.controller_id for case in of_order}:
        faults["executor"] = "L'esecutore lavora per un altro titolare."
    if faults:
        raise ValidationError(faults)
    mandate.full_clean(exclude=["state"])
    mandate.save()
    mandate.cases.set(data.cases)
    write_acts(mandate, data.acts)
    keep_deadlines(mandate_id=mandate.pk)
    open_own_duties(mandate=mandate)
    return mandate


def _mandate(order: Order, data: MandateData) -> Mandate:
    return Mandate(
        order=order,
        kind=data.kind,
        task_text=data.task_text,
        starts_on=data.starts_on or order.received_on,
        first_term_amount=data.first_term_amount,
        first_term_unit=data.first_term_unit or TermUnit.DAYS,
        every_months=data.every_months,
        ends_on=data.ends_on,
        no_term_reason=data.no_term_reason,
        august_suspension=data.august_suspension,
        august_note=data.august_note,
        lives_with=data.lives_with,
        recipient=data.recipient or order.proceeding.office,
        executor=data.executor or order.cases.select_related("unit").earliest("pk").unit,
    )


@transaction.atomic
def suspend_mandate(*, mandate: Mandate, reason: str, by: User, today: date | None = None) -> Mandate:
    """Put it to rest. Deadlines still to come are cancelled; one already overdue stays owed.

    Raises PermissionDenied, and ValidationError without a reason or from the wrong state.
    """
    day = today or timezone.localdate()
    found = _moved(mandate, "suspend", reason, by)
    _cancel(found, f"{SUSPENDED}{reason}", day)
    return found


@transaction.atomic
def resume_mandate(*, mandate: Mandate, reason: str, by: User, today: date | None = None) -> Mandate:
    """Run again. What fell due during the rest stays cancelled; what is still to come is back on the lists.

    Raises PermissionDenied, and ValidationError without a reason or from the wrong state.
    """
    day = today or timezone.localdate()
    found = _moved(mandate, "resume", reason, by)
    rows = deadlines_of(found).filter(
        state=DeadlineState.CANCELLED, proof__startswith=SUSPENDED, due_on__gte=day
    )
    for origin in set(rows.values_list("origin", flat=True)):
        case_deadlines.reopen_deadlines(origin=origin)
    known = set(deadlines_of(found).values_list("origin", flat=True))
    keep_deadlines(mandate_id=found.pk, today=day)
    open_own_duties(mandate=found)
    _skip_missed(found, known, day)
    return found


@transaction.atomic
def revoke_mandate(*, mandate: Mandate, reason: str, by: User) -> Mandate:
    """Taken back by the judge: nothing of it is owed any more. Same errors as `suspend_mandate`."""
    found = _moved(mandate, "revoke", reason, by)
    _cancel(found, f"Incarico revocato: {reason}")
    return found


@transaction.atomic
def fulfil_mandate(*, mandate: Mandate, reason: str, by: User) -> Mandate:
    """Everything asked has been done: no further deadline is owed.

    Same errors as `suspend_mandate`, and ValidationError for a placement without its declaration.
    """
    if lacks_declaration(mandate):
        raise ValidationError({"step": UNDECLARED})
    found = _moved(mandate, "fulfil", reason, by)
    _cancel(found, f"Incarico ottemperato: {reason}")
    return found


@transaction.atomic
def give_up_mandate(*, mandate: Mandate, reason: str, by: User, today: date | None = None) -> Mandate:
    """It cannot be carried out: its deadlines end, and the court is to be told at once why.

    Same errors as `suspend_mandate`.
    """
    found = _moved(mandate, "give_up", reason, by)
    _cancel(found, f"Incarico non eseguibile: {reason}")
    open_telling(mandate=found, reason=found.state_reason, today=today)
    return found


STEPS = {
    "suspend": suspend_mandate,
    "resume": resume_mandate,
    "revoke": revoke_mandate,
    "fulfil": fulfil_mandate,
    "give_up": give_up_mandate,
}


@transaction.atomic
def move_mandate(*, mandate: Mandate, step: str, reason: str, by: User) -> Mandate:
    """The step of this name in `STEPS`. Raises ValidationError for any other, and what the step raises."""
    if step not in STEPS:
        raise ValidationError({"step": "Questo passaggio non esiste."})
    return STEPS[step](mandate=mandate, reason=reason, by=by)


def _moved(mandate: Mandate, transition: str, reason: str, by: User) -> Mandate:
    found = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    require_change_of(by, found)
    if not reason.strip():
        raise ValidationError({"reason": "Indicare il motivo."})
    move = getattr(found, transition)
    if not can_proceed(move):
        raise ValidationError(
            {"step": f"L'incarico è nello stato «{found.get_state_display()}»: il passaggio non è possibile."}
        )
    move()
    found.state_reason = reason.strip()
    found.full_clean(exclude=["state"])
    found.save(update_fields=["state", "state_reason"])
    return found


def _cancel(mandate: Mandate, reason: str, due_from: date | None = None) -> None:
    rows = deadlines_of(mandate).filter(state=DeadlineState.OPEN)
    if due_from is not None:
        rows = rows.filter(due_on__gte=due_from)
    for origin in set(rows.values_list("origin", flat=True)):
        case_deadlines.cancel_deadlines(origin=origin, reason=reason)


def _skip_missed(mandate: Mandate, known: set[str], day: date) -> None:
    """Cancel the cycles of the rest that nobody had opened before it began."""
    for found in cycles(mandate):
        if found.due.due_on >= day:
            return
        if mandate.origin(found.n) not in known:
            case_deadlines.cancel_deadlines(
                origin=mandate.origin(found.n), reason=f"{SUSPENDED}scaduta durante la sospensione"
            )
