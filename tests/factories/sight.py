"""Who is kept out of a case, who came in by emergency, who asks to see it."""

from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from cases.enums import BarrierKind
from cases.models import Barrier, BreakGlass, Case, SightRequest
from tests.conftest import member
from tests.factories.reports import TODAY


def sight_of(case: Case, lead: User) -> dict[str, Model]:
    """Somebody barred, somebody who was in by emergency, somebody who asks. Three more people of the unit."""
    barred, hurried, asking = (member(Role.OPERATORE, case.unit) for _ in range(3))
    then = timezone.now() - timedelta(hours=6)
    return {
        "barrier": Barrier.objects.create(
            case=case,
            user=barred,
            kind=BarrierKind.RELATIVE,
            reason="Affine.",
            valid_from=TODAY,
            registered_by=lead,
        ),
        "glass": BreakGlass.objects.create(
            case=case,
            user=hurried,
            unit=case.unit,
            reason="Chiamata dal pronto soccorso.",
            opened_at=then,
            expires_at=then + timedelta(hours=4),
            told_at=then,
        ),
        "sight_request": SightRequest.objects.create(
            case=case,
            user=asking,
            reference=case.reference,
            reason="Sostituzione.",
            created_at=timezone.now(),
        ),
    }
