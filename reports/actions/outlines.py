"""Versions of an outline: prepare the next one, put it in force."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from reports.models import Outline, OutlineSection

COPIED = (
    "position",
    "key",
    "heading",
    "guidance",
    "content",
    "kinds",
    "feeds",
    "required",
    "legal_basis",
    "per_child",
    "covers_mandates",
    "countersigned",
)


@transaction.atomic
def new_version(*, outline: Outline, by: User) -> Outline:
    """A copy of an outline with the next number, not in force yet, to be reworded at leisure."""
    rows = Outline.objects.select_for_update().filter(kind=outline.kind)
    list(rows)
    number = rows.aggregate(last=Max("number"))["last"] or 0
    copy = Outline(
        kind=outline.kind,
        number=number + 1,
        title=outline.title,
        guidance=outline.guidance,
        second_signature=outline.second_signature,
    )
    copy.full_clean()
    copy.save()
    OutlineSection.objects.bulk_create(
        OutlineSection(outline=copy, **{name: getattr(section, name) for name in COPIED})
        for section in outline.sections.all()
    )
    return copy


@transaction.atomic
def put_in_force(*, outline: Outline, by: User, from_day: date | None = None) -> Outline:
    """From `from_day` (today) new reports of its kind are written with it; those already open keep theirs.

    The version in force until then ends the day before. ValidationError when the day is past, when the
    version was in force already, or when it has no section.
    """
    day = from_day or timezone.localdate()
    current = Outline.objects.select_for_update().get(pk=outline.pk)
    if current.valid_from is not None:
        raise ValidationError("Questa versione è già stata messa in vigore.")
    if day < timezone.localdate():
        raise ValidationError("Una versione entra in vigore da oggi o da un giorno futuro.")
    if not current.sections.exists():
        raise ValidationError("Lo schema non ha sezioni.")
    _end_before(current, day)
    current.valid_from = day
    current.full_clean()
    current.save(update_fields=["valid_from"])
    return current


def _end_before(outline: Outline, day: date) -> None:
    for other in Outline.objects.select_for_update().filter(kind=outline.kind).in_force(day):
        if other.valid_from == day:
            raise ValidationError("Un'altra versione entra in vigore lo stesso giorno.")
        other.valid_to = day - timedelta(days=1)
        other.full_clean()
        other.save(update_fields=["valid_to"])
