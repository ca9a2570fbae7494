"""What an order does to parental responsibility, per parent and per child (handbook courts §2.6)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from cases.actions.people import set_responsibility
from cases.models import Case, Person
from courts.models import Order, OrderEffect
from courts.permissions import require_change_of


@transaction.atomic
def record_effect(
    *, order: Order, case: Case, parent: Person, status: str, from_day: date, by: User
) -> OrderEffect:
    """Write the effect, and the responsibility it leaves on the child's record from that day.

    Raises PermissionDenied, and ValidationError by field.
    """
    require_change_of(by, order)
    if not order.cases.filter(pk=case.pk).exists():
        raise ValidationError({"case": "Il provvedimento non riguarda questo minore."})
    if from_day < order.decided_on:
        raise ValidationError({"from_day": "L'effetto non può precedere la decisione."})
    effect = OrderEffect(order=order, case=case, parent=parent, status=status, from_day=from_day)
    effect.full_clean()
    effect.save()
    try:
        set_responsibility(case=case, parent=parent, status=status, valid_from=from_day, by=by)
    except ValidationError as refusal:
        if not hasattr(refusal, "error_dict"):
            raise
        faults = {
            "from_day" if name == "valid_from" else name: said for name, said in refusal.error_dict.items()
        }
        raise ValidationError(faults) from refusal
    return effect
