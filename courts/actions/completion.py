"""A mandate that asked for one thing is done when that thing is delivered."""

from django.db import transaction

from cases.models import Deadline
from courts.enums import MandateState
from courts.models import Mandate
from courts.periods import cycles


@transaction.atomic
def close_if_done(*, mandate: Mandate, reason: str) -> bool:
    """Fulfil an active mandate none of whose cycles is still owed or to come; True when it closed.

    Called by the proof of delivery, not by a person. A periodic mandate without an end never closes here.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if mandate.state != MandateState.ATTIVO or (mandate.every_months and mandate.ends_on is None):
        return False
    owed = [mandate.origin(cycle.n) for cycle in cycles(mandate)]
    known = Deadline.objects.filter(origin__in=owed)
    if known.open().exists() or set(known.values_list("origin", flat=True)) != set(owed):
        return False
    mandate.fulfil()
    mandate.state_reason = reason[:300]
    mandate.save(update_fields=["state", "state_reason"])
    return True
