"""A mandate that asked for one thing is done when that thing is delivered."""

from django.db import transaction

from cases.enums import DeadlineState
from cases.models import Deadline
from courts.actions.deadlines import keep_deadlines
from courts.actions.own_duties import deadlines_of
from courts.actions.placements import UNDECLARED, lacks_declaration
from courts.enums import MandateState
from courts.models import Mandate
from courts.periods import cycles


@transaction.atomic
def close_if_done(*, mandate: Mandate, reason: str) -> bool:
    """Fulfil an active mandate none of whose cycles is still owed or to come; True when it closed.

    Called by the proof of delivery and when a duty of its kind ends. A periodic mandate without an end never
    closes here; a placement without its declaration stays open and says so.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if mandate.state != MandateState.ATTIVO:
        return False
    rows = deadlines_of(mandate)
    if rows.exists() and not rows.filter(state=DeadlineState.OPEN).exists():
        keep_deadlines(mandate_id=mandate.pk)  # the next one, when this one came early
    if mandate.every_months and mandate.ends_on is None:
        return False
    owed = [mandate.origin(cycle.n) for cycle in cycles(mandate)]
    known = Deadline.objects.filter(origin__in=owed)
    if known.open().exists() or set(known.values_list("origin", flat=True)) != set(owed):
        return False
    if deadlines_of(mandate).filter(state=DeadlineState.OPEN).exists():
        return False  # a duty of its kind still waits: a naming, a proposal, a final report
    if lacks_declaration(mandate):
        mandate.state_reason = UNDECLARED
        mandate.save(update_fields=["state_reason"])
        return False
    mandate.fulfil()
    mandate.state_reason = reason[:300]
    mandate.save(update_fields=["state", "state_reason"])
    return True
