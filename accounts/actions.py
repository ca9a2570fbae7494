"""What changes people, roles and the log's own storage."""

from datetime import date, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.absences import people_to_answer_for
from accounts.models import Absence, NotificationPreference, User

LONGEST_ABSENCE = timedelta(days=731)


def prepare_access_log(*, months_ahead: int = 2, today: date | None = None) -> None:
    """Create the monthly partitions of the access log for this month and the next `months_ahead`.

    Safe to run at any time and twice; rows without a partition land in the default one.
    """
    day = today or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_accesslog_prepare(%s, %s)", [day, months_ahead])


@transaction.atomic
def record_absence(
    *, user: User, starts_on: date, ends_on: date, by: User, today: date | None = None
) -> Absence:
    """Say that somebody is away, both days included: meanwhile the next in line answers for their deadlines.

    Raises PermissionDenied unless `by` is that person or leads a unit of theirs; ValidationError for days
    that are over, too many, in the wrong order, or already within another absence.
    """
    if not people_to_answer_for(by).filter(pk=user.pk).exists():
        raise PermissionDenied
    User.objects.select_for_update().get(pk=user.pk)  # two absences entered at once see each other
    day = today or timezone.localdate()
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "La fine non può precedere l'inizio."})
    if ends_on < day:
        raise ValidationError({"ends_on": "Questi giorni sono già passati."})
    if ends_on - starts_on > LONGEST_ABSENCE:
        raise ValidationError({"ends_on": "Un'assenza dura al massimo due anni: controlla l'anno."})
    if Absence.objects.filter(user=user, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise ValidationError({"starts_on": "In questi giorni c'è già un'assenza."})
    absence = Absence(user=user, starts_on=starts_on, ends_on=ends_on)
    absence.full_clean()
    absence.save()
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User, today: date | None = None) -> None:
    """The person is back, or does not go. An absence that has begun ends yesterday, one to come is removed.

    Raises PermissionDenied like `record_absence`, and ValidationError for an absence that is over.
    """
    if not people_to_answer_for(by).filter(pk=absence.user_id).exists():
        raise PermissionDenied
    day = today or timezone.localdate()
    found = Absence.objects.select_for_update().get(pk=absence.pk)
    if found.ends_on < day:
        raise ValidationError("Questa assenza è già finita.")
    if found.starts_on >= day:
        found.delete()
        return
    found.ends_on = day - timedelta(days=1)
    found.full_clean()
    found.save(update_fields=["ends_on"])


@transaction.atomic
def set_notifications(
    *, user: User, daily_email: bool, quiet_from: time, quiet_to: time
) -> NotificationPreference:
    """How the person wants the daily summary. Raises ValidationError for impossible times."""
    User.objects.select_for_update().get(pk=user.pk)  # the first choice made in two windows at once
    chosen, _ = NotificationPreference.objects.get_or_create(user=user)
    chosen.daily_email, chosen.quiet_from, chosen.quiet_to = daily_email, quiet_from, quiet_to
    chosen.full_clean()
    chosen.save(update_fields=["daily_email", "quiet_from", "quiet_to"])
    return chosen
