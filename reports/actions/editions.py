"""Copies for one party: made once, with a hash of their own and a line in the register for the handing over."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reports.models import Edition, FrozenReport
from reports.redaction import PARTS, RedactionError, left_out, redacted
from reports.snapshot import ReportSnapshot


@transaction.atomic
def make_edition(
    *,
    frozen: FrozenReport,
    party: str,
    reason: str,
    children: Iterable[str],
    blocks: Iterable[tuple[int, int]],
    parts: Iterable[str],
    words: Iterable[str],
    by: User,
) -> Edition:
    """A copy of the approved report without some of it; a worker makes its PDF.

    Raises ValidationError when nothing would be left out, or when what is struck could still be read.
    """
    whole = ReportSnapshot.from_json(frozen.snapshot)
    chosen = list(children), list(blocks), list(parts), list(words)
    try:
        copy = redacted(
            whole, party=party, children=chosen[0], blocks=chosen[1], parts=chosen[2], words=chosen[3]
        )
    except RedactionError as error:
        raise ValidationError(str(error)) from error
    omitted = _in_words(whole, copy, *chosen)
    if not omitted:
        raise ValidationError("Scegli che cosa omettere: una copia intera è la relazione stessa.")
    edition = Edition(
        frozen=frozen,
        party=party,
        reason=reason,
        omitted=omitted,
        snapshot=copy.to_json(),
        snapshot_sha256=copy.sha256,
        made_by=by,
        made_at=timezone.now(),
    )
    edition.full_clean(exclude=["omitted"])
    edition.save()
    return edition


def _in_words(
    whole: ReportSnapshot,
    copy: ReportSnapshot,
    children: list[str],
    blocks: list[tuple[int, int]],
    parts: list[str],
    words: list[str],
) -> list[str]:
    """What was left out, for the register: kinds and numbers, not the words themselves."""
    people = left_out(whole, children)
    held = sum(block.held for section in whole.sections for block in section.blocks)
    return [
        *([f"Dati di persone: {len(people)}"] if people else []),
        *([f"Brani scelti: {len(blocks)}"] if blocks else []),
        *([f"Brani trattenuti: {held}"] if held else []),
        *(PARTS[part] for part in parts if part in PARTS),
        *([f"Parole tolte: {len(words)}"] if words else []),
    ]


@transaction.atomic
def hand_over(*, edition: Edition, on: date, how: str, by: User) -> Edition:
    """Write down that the copy was handed over; once, never changed."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.handed_on is not None:
        raise ValidationError("La consegna di questa copia è già annotata.")
    if edition.pdf is None:
        raise ValidationError("Il PDF di questa copia non è ancora pronto.")
    edition.handed_on, edition.handed_how, edition.handed_by = on, how, by
    edition.full_clean(exclude=["omitted", "pdf"])
    edition.save(update_fields=["handed_on", "handed_how", "handed_by"])
    return edition
