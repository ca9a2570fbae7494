"""Emergency access to one case, and its review by somebody else (handbook safety §5)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import AccessLog, User
from accounts.permissions import forget_roles, roles_of
from cases.emergency_access import is_running, reviewable_by
from cases.enums import GlassVerdict
from cases.models import Barrier, BreakGlass, Case
from cases.permissions import visible_cases

HOURS = timedelta(hours=4)
NOT_FOUND = "Nessun fascicolo da aprire con questo riferimento. Controlla il numero."
# What the access log says of a try that found nothing; so many in an hour and it is closed for an hour.
MISSED = "emergenza senza esito"
MOST_MISSES = 5


@transaction.atomic
def break_glass(*, reference: str, reason: str, by: User) -> BreakGlass:
    """Open one case of a titolare `by` works for, reading only, for four hours at most.

    Raises ValidationError with the same words for a reference that does not exist, belongs to another
    titolare or to a case `by` is barred from; and after too many tries. PermissionDenied for who does no casework.
    """
    roles = roles_of(by)
    if not roles.works_on_cases:
        raise PermissionDenied
    if _misses(by) >= MOST_MISSES:
        raise ValidationError(
            "Troppi tentativi senza esito: riprova fra un'ora o chiama chi coordina l'unità."
        )
    barred = Barrier.objects.in_force(timezone.localdate()).filter(user=by)
    kept = Case.unscoped.filter(reference=reference, unit__controller__in=roles.controllers)
    case = kept.exclude(pk__in=barred.values("case")).select_related("unit").first()
    if case is None:
        raise ValidationError({"reference": ValidationError(NOT_FOUND, code="missed")})
    if visible_cases(by).filter(pk=case.pk).exists():
        raise ValidationError({"reference": "Questo fascicolo lo puoi già aprire: cercalo fra i tuoi casi."})
    now = timezone.now()
    glass = BreakGlass(
        case=case, user=by, unit=case.unit, reason=reason, opened_at=now, expires_at=now + HOURS
    )
    glass.full_clean()
    glass.save()
    forget_roles()
    return glass


def _misses(user: User) -> int:
    since = timezone.now() - timedelta(hours=1)
    return AccessLog.objects.filter(user_id=user.pk, at__gte=since, why=MISSED).count()


@transaction.atomic
def close_glass(*, glass: BreakGlass, by: User) -> BreakGlass:
    """End one's own emergency access before its time. Once ended it stays as it is."""
    glass = BreakGlass.objects.select_for_update().get(pk=glass.pk)
    if glass.user_id != by.pk:
        raise PermissionDenied
    if is_running(glass):
        glass.closed_at = timezone.now()
        glass.save(update_fields=["closed_at"])
        forget_roles()
    return glass


@transaction.atomic
def review_glass(*, glass: BreakGlass, verdict: str, note: str, by: User) -> BreakGlass:
    """Say whether an emergency access was justified: once, by somebody else, when it is over.

    Raises ValidationError when it is not `by`'s to verify any more, or without a note where it was not justified.
    """
    row = BreakGlass.objects.select_for_update().get(pk=glass.pk)
    if not reviewable_by(by).filter(pk=row.pk).exists():
        raise ValidationError("Questo accesso è già stato verificato o non può essere verificato da te.")
    if verdict == GlassVerdict.UNJUSTIFIED and not note.strip():
        raise ValidationError({"note": "Spiega perché l'accesso non era giustificato."})
    row.verdict, row.review_note, row.reviewed_by, row.reviewed_at = verdict, note, by, timezone.now()
    row.full_clean()
    row.save(update_fields=["verdict", "review_note", "reviewed_by", "reviewed_at"])
    return row
