"""Duties no report fulfils: an age, a proposal, an answer. A person closes them, saying what was done."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.actions.deadlines import fulfil_deadlines
from cases.models import Deadline
from cases.permissions import require_change
from courts.actions.completion import close_if_done
from courts.models import Mandate
from courts.terms.wording import day_of

# Prefixes of `Deadline.origin` of the duties that end with a note.
BY_NOTE = frozenset({"age", "foster", "juvenile", "told", "urged"})


def closes_by_note(deadline: Deadline) -> bool:
    """Whether a person may close it with a note; the others have a proof of their own."""
    return deadline.origin.partition(":")[0] in BY_NOTE


@transaction.atomic
def finish_duty(*, deadline: Deadline, done_on: date, note: str, by: User) -> int:
    """Fulfil a duty, on all the children it is about, with what was done as its proof. Returns how many.

    Raises PermissionDenied, and ValidationError by field.
    """
    rows = Deadline.objects.filter(origin=deadline.origin)
    require_change(by, rows.values_list("case", flat=True))
    if not closes_by_note(deadline):
        raise ValidationError("Questa scadenza si chiude con il suo atto, non con una nota.")
    if done_on > timezone.localdate():
        raise ValidationError({"done_on": "La data non può essere nel futuro."})
    if not note.strip():
        raise ValidationError({"note": "Scrivere che cosa è stato fatto."})
    closed = fulfil_deadlines(origin=deadline.origin, proof=f"Fatto {day_of(done_on)}: {note.strip()}")
    if not closed:
        raise ValidationError("Questa scadenza è già chiusa.")
    prefix, number, _ = deadline.origin.split(":")
    if prefix in ("foster", "juvenile"):
        mandate = Mandate.objects.get(pk=int(number))
        close_if_done(mandate=mandate, reason=f"{deadline.title}: {note.strip()}")
    return closed
