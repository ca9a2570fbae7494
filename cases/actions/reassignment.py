"""Giving many cases to another responsible at once, each by itself: what cannot pass stays where it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.enums import Profession
from accounts.models import User
from cases.actions.intake import ROLE_OF_PROFESSION
from cases.actions.team import hand_over
from cases.enums import TeamRole
from cases.models import Case
from cases.permissions import require_lead

MOST_CASES = 100


@dataclass(frozen=True)
class Passage:
    """What came of one case: `refusal` says why it stayed, and is empty when it passed."""

    case: Case
    refusal: str = ""


@transaction.atomic
def reassign_cases(
    *, cases: Sequence[Case], to: User, on: date, note: str, stays: bool, by: User
) -> list[Passage]:
    """Hand each of these cases over to `to` from a day on; who was responsible stays in the équipe if `stays`.

    Each case passes or stays by itself, in the order given. Raises ValidationError for none or too many.
    """
    if not 0 < len(cases) <= MOST_CASES:
        raise ValidationError(f"Scegliere da uno a {MOST_CASES} casi.")
    return [_passage(case, to, on, note, stays, by) for case in cases]


def _passage(case: Case, to: User, on: date, note: str, stays: bool, by: User) -> Passage:
    try:
        with transaction.atomic():
            require_lead(by, case)
            if not case.is_open:
                raise ValidationError("Il caso è chiuso.")
            role = ROLE_OF_PROFESSION.get(Profession(to.profession), TeamRole.ALTRO)
            hand_over(case=case, to=to, role=role, on=on, note=note, stays=stays, by=by)
    except PermissionDenied:
        return Passage(case, "Non coordini l'unità di questo caso.")
    except ValidationError as refusal:
        return Passage(case, " ".join(refusal.messages))
    return Passage(case)
