"""What an order does to the mandates of earlier ones: takes them back, takes their place, urges them."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from cases.actions.deadlines import cancel_deadlines, open_deadline
from cases.enums import DeadlineState
from courts.actions.own_duties import deadlines_of
from courts.enums import MandateState, OrderKind
from courts.models import Mandate, Order
from courts.permissions import require_change_of
from courts.terms.wording import day_of

OUTCOMES = {MandateState.SUPERATO: "supersede", MandateState.REVOCATO: "revoke"}


@transaction.atomic
def supersede_mandates(
    *, order: Order, mandates: Sequence[Mandate], outcome: str, reason: str = "", by: User
) -> list[Mandate]:
    """Mark open mandates of earlier orders as superato or revocato by `order`; nothing of them is owed.

    All or none. Raises PermissionDenied unless `by` may write on every child concerned, and ValidationError:
    a mandate of this very order or of a later one, about a child the order is not about, already closed.
    """
    require_change_of(by, order)
    if outcome not in OUTCOMES:
        raise ValidationError({"outcome": "Scegliere se sono superati o revocati."})
    if not mandates:
        raise ValidationError({"mandates": "Scegliere almeno un incarico."})
    ids = [mandate.pk for mandate in mandates]
    rows = Mandate.objects.select_for_update(of=("self",)).select_related("order")
    locked = list(rows.filter(pk__in=ids).order_by("pk"))
    children = set(order.cases.values_list("pk", flat=True))
    faults = [fault for mandate in locked if (fault := _fault(mandate, order, children))]
    if faults:
        raise ValidationError({"mandates": faults})
    return [_end(mandate, order, outcome, reason.strip(), by) for mandate in locked]


def _fault(mandate: Mandate, order: Order, children: set[int]) -> str:
    name = mandate.get_kind_display()
    if mandate.order_id == order.pk:
        return f"«{name}»: è dato da questo stesso provvedimento."
    if mandate.order.decided_on > order.decided_on:
        return f"«{name}»: è dato da un provvedimento successivo."
    if not mandate.is_open:
        return f"«{name}»: è già {mandate.get_state_display().lower()}."
    if not set(mandate.cases.values_list("pk", flat=True)) <= children:
        return f"«{name}»: riguarda anche un minore che non è nel provvedimento."
    return ""


def _end(mandate: Mandate, order: Order, outcome: str, reason: str, by: User) -> Mandate:
    require_change_of(by, mandate)
    getattr(mandate, OUTCOMES[MandateState(outcome)])()
    word = mandate.get_state_display().lower()
    mandate.superseded_by = order
    mandate.state_reason = (reason or f"{order.get_kind_display()} {day_of(order.decided_on, 'del')}")[:300]
    mandate.full_clean(exclude=["state"])
    mandate.save(update_fields=["state", "superseded_by", "state_reason"])
    rows = deadlines_of(mandate).filter(state=DeadlineState.OPEN)
    for origin in set(rows.values_list("origin", flat=True)):
        cancel_deadlines(
            origin=origin, reason=f"Incarico {word} dal provvedimento {day_of(order.decided_on, 'del')}"
        )
    return mandate


@transaction.atomic
def urge_mandates(*, order: Order, mandates: Sequence[Mandate], answer_by: date, by: User) -> int:
    """What a sollecito does: the duty to answer it, and a note on every open deadline of those mandates.

    Returns how many deadlines carry the note. Raises PermissionDenied, and ValidationError by field.
    """
    require_change_of(by, order)
    if order.kind != OrderKind.SOLLECITO:
        raise ValidationError("Solo un sollecito si registra così.")
    if answer_by < order.received_on:
        raise ValidationError({"answer_by": "La risposta non può precedere il ricevimento del sollecito."})
    if not mandates:
        raise ValidationError({"mandates": "Scegliere almeno un incarico."})
    told = f"Sollecitata {day_of(order.decided_on)}."
    noted = 0
    for mandate in mandates:
        require_change_of(by, mandate)
        for deadline in deadlines_of(mandate).select_for_update().filter(state=DeadlineState.OPEN):
            if told not in deadline.explanation:
                deadline.explanation = f"{deadline.explanation} {told}".strip()
                deadline.save(update_fields=["explanation"])
            noted += 1
    names = ", ".join(sorted({mandate.get_kind_display().lower() for mandate in mandates}))
    for case in order.cases.all():
        open_deadline(
            case=case,
            title="Rispondere al sollecito",
            due_on=answer_by,
            origin=f"urged:{order.pk}:1",
            explanation=f"Sollecito {day_of(order.decided_on, 'del')} su: {names}.",
            by=by,
        )
    return noted
