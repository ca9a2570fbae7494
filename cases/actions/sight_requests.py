"""A colleague asks to see a case; who answers for it gives a last day or refuses.

Whether the case exists never shows: not in the answer to the request, and not in its later fate. What is not
granted in time counts as not granted, whoever refused it or however little there was to grant.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import roles_of
from cases.enums import SightOutcome
from cases.models import Barrier, Case, SightRequest
from cases.permissions import grant, people_who_may_join, visible_cases
from cases.sight_asking import LAPSE_DAYS, to_decide

MOST_DAYS = 180
MOST_WAITING = 10


@transaction.atomic
def ask_for_sight(*, reference: str, reason: str, by: User) -> SightRequest:
    """Register the request. It reaches somebody only if the case exists, for a titolare `by` works for.

    Raises ValidationError for a case `by` sees already, a second request for the same reference and too many
    waiting ones: things `by` knows. PermissionDenied for who does no casework.
    """
    roles = roles_of(by)
    if not roles.works_on_cases:
        raise PermissionDenied
    if visible_cases(by).filter(reference=reference).exists():
        raise ValidationError({"reference": "Questo fascicolo lo vedi già."})
    _check_recent(by, reference)
    barred = Barrier.objects.in_force(timezone.localdate()).filter(user=by)
    kept = Case.unscoped.filter(reference=reference, unit__controller__in=roles.controllers)
    request = SightRequest(
        user=by,
        reference=reference,
        case=kept.exclude(pk__in=barred.values("case")).first(),
        reason=reason,
        created_at=timezone.now(),
    )
    request.full_clean()
    request.save()
    return request


def _check_recent(by: User, reference: str) -> None:
    """A refused request counts like a waiting one: it must not tell that there was a case to refuse."""
    since = timezone.now() - timedelta(days=LAPSE_DAYS)
    SightRequest.objects.filter(user=by, outcome="", created_at__lt=since).update(
        outcome=SightOutcome.REFUSED, decided_at=timezone.now()
    )
    recent = SightRequest.objects.filter(user=by, created_at__gte=since).exclude(outcome=SightOutcome.GRANTED)
    asked = list(recent.values_list("reference", flat=True))
    if reference in asked:
        raise ValidationError({"reference": "Hai già chiesto questo fascicolo: attendi la risposta."})
    if len(asked) >= MOST_WAITING:
        raise ValidationError("Hai già molte richieste in attesa: aspetta le risposte.")


def _mine_to_decide(request: SightRequest, by: User) -> SightRequest:
    row = (
        SightRequest.objects.select_for_update(of=("self",))
        .select_related("case__unit", "user")
        .get(pk=request.pk)
    )
    if not to_decide(by).filter(pk=row.pk).exists():
        raise ValidationError("A questa richiesta è già stato risposto, o non spetta a te rispondere.")
    return row


@transaction.atomic
def grant_sight(*, request: SightRequest, until: date, note: str, by: User) -> SightRequest:
    """Let the colleague read the case up to a day included. Raises ValidationError for a day that cannot be."""
    row = _mine_to_decide(request, by)
    today = timezone.localdate()
    if not today <= until <= today + timedelta(days=MOST_DAYS):
        raise ValidationError({"until": f"Scegli un giorno da oggi ai prossimi {MOST_DAYS} giorni."})
    if row.case is None or not people_who_may_join(row.case).filter(pk=row.user_id).exists():
        raise ValidationError("Questa persona non lavora più per il titolare del caso, o ne è esclusa.")
    grant(case=row.case, to=row.user, permission="view_case", by=by, until=until)
    return _decided(row, SightOutcome.GRANTED, by, note, until)


@transaction.atomic
def refuse_sight(*, request: SightRequest, note: str, by: User) -> SightRequest:
    """Do not let the colleague read the case. The colleague is not told: see the module."""
    return _decided(_mine_to_decide(request, by), SightOutcome.REFUSED, by, note, None)


def _decided(row: SightRequest, outcome: str, by: User, note: str, until: date | None) -> SightRequest:
    row.outcome, row.decided_by, row.note, row.until = outcome, by, note, until
    row.decided_at = timezone.now()
    row.full_clean()
    row.save(update_fields=["outcome", "decided_by", "note", "until", "decided_at"])
    return row
