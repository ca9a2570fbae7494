"""Writing and correcting the diary, and keeping what somebody has begun to write."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, groupby, zip_longest
from uuid import UUID, uuid4

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from cases.actions.agenda import fulfil_appointment
from cases.diary_content import (
    EVALUATION,
    FACT,
    MAX_PARAGRAPH_LETTERS,
    STATEMENT,
    EntryContent,
    ParagraphContent,
    PartContent,
    content_of,
)
from cases.diary_reading import may_correct
from cases.models import Appointment, Case, DiaryDraft, DiaryEntry, DiaryParagraph
from cases.permissions import require_change

FIELDS = ("kind", "occurred_at", "place", "participants", "hours", "missed", "reserved", "shared")
MAX_DRAFT_LETTERS = 300_000


class StaleEntryError(Exception):
    """Somebody saved the entry after this person had opened it; `current` is what it says now."""

    def __init__(self, current: DiaryEntry) -> None:
        super().__init__(current.pk)
        self.current = current


@transaction.atomic
def write_entry(
    *,
    cases: Sequence[Case],
    by: User,
    content: EntryContent,
    appointment: Appointment | None = None,
    parts: Sequence[PartContent] = (),
) -> list[DiaryEntry]:
    """Note the same event on each of these cases (siblings), once per case, and drop the drafts of it.

    Every case has a diary and a visibility of its own, so each gets its own entry; what `parts` say of one
    child goes into that child's file alone, beside the entry. With an `appointment` the entries say how it
    went. Returns the entries without the parts. Raises ValidationError.
    """
    require_change(by, cases)
    _check(content)
    batch = uuid4() if len(cases) > 1 or parts else None
    entries = [_written(case, by, content, batch) for case in cases]
    _write_parts({entry.case_id: entry for entry in entries}, content, parts)
    if appointment is not None:
        fulfil_appointment(appointment=appointment, entries=entries, by=by)
    DiaryDraft.objects.filter(case__in=[case.pk for case in cases[:1]], user=by).delete()
    return entries


def _write_parts(entries: dict[int, DiaryEntry], content: EntryContent, parts: Sequence[PartContent]) -> None:
    """One entry more for each child, for what is reserved and for what is not."""
    if any(part.case_id not in entries for part in parts):
        raise ValidationError(
            "Una parte riguarda un fratello per cui l'annotazione non viene scritta: sceglilo."
        )
    ordered = sorted(parts, key=lambda part: (part.case_id, part.reserved))
    for (case_id, reserved), group in groupby(ordered, key=lambda part: (part.case_id, part.reserved)):
        whole = entries[case_id]
        said = replace(
            content,
            hours=None,
            missed=False,
            reserved=reserved,
            paragraphs=tuple(part.paragraph for part in group),
        )
        _check(said)
        _written(whole.case, whole.author, said, whole.batch, whole)


@transaction.atomic
def correct_entry(
    *, entry: DiaryEntry, by: User, version: int, content: EntryContent, also: Sequence[DiaryEntry] = ()
) -> DiaryEntry:
    """Make the next version of an entry out of the one numbered `version`, signed by `by`.

    Its author may, and of an entry written by several hands the équipe. `also` are its copies in the files of
    siblings (`cases.diary_reading.copies_of`), which say the same and get the same correction. The earlier
    words stay in the change history. Saving without a change makes no version.
    Raises StaleEntryError if the entry has moved on meanwhile, ValidationError, PermissionDenied.
    """
    rows = DiaryEntry.objects.select_for_update().filter(pk__in=[entry.pk, *(copy.pk for copy in also)])
    locked = {row.pk: row for row in rows.order_by("pk")}
    require_change(by, [row.case_id for row in locked.values()])
    if not all(may_correct(by, row) for row in locked.values()):
        raise PermissionDenied
    whole = locked.pop(entry.pk)
    if whole.version != version:
        raise StaleEntryError(whole)
    _check(content)
    before = content_of(whole)
    if any(content_of(row) != before or row.batch != whole.batch for row in locked.values()):
        raise ValidationError("Nel fascicolo di un fratello l'annotazione dice altro: va corretta lì.")
    with pghistory.context(user=by.pk):
        for row in (whole, *locked.values()) if before != content else ():
            _next_version(row, content)
    return whole


def _next_version(entry: DiaryEntry, content: EntryContent) -> None:
    # The number first: the history gives to a version whatever happens to the paragraphs after it.
    entry.version += 1
    _fill(entry, content)
    entry.save(update_fields=[*FIELDS, "version"])
    _rewrite(entry, content)


def _check(content: EntryContent) -> None:
    if not content.paragraphs and not content.missed:
        raise ValidationError("Scrivi almeno un fatto, una dichiarazione o una valutazione.")
    if any(bool(part.speaker) != (part.kind == STATEMENT) for part in content.paragraphs):
        raise ValidationError("Per ogni dichiarazione indica chi l'ha fatta.")
    if any(not 0 < len(part.text) <= MAX_PARAGRAPH_LETTERS for part in content.paragraphs):
        raise ValidationError("Un testo è vuoto o supera i 20.000 caratteri: dividilo in più annotazioni.")


def _fill(entry: DiaryEntry, content: EntryContent) -> None:
    for name in FIELDS:
        setattr(entry, name, getattr(content, name))
    entry.full_clean()


def _written(
    case: Case, by: User, content: EntryContent, batch: UUID | None, part_of: DiaryEntry | None = None
) -> DiaryEntry:
    entry = DiaryEntry(case=case, author=by, batch=batch, part_of=part_of)
    _fill(entry, content)
    entry.save()
    _rewrite(entry, content)
    return entry


def _rewrite(entry: DiaryEntry, content: EntryContent) -> None:
    """Bring the stored paragraphs to the content, each keeping its row as long as its place exists."""
    stored: dict[str, list[DiaryParagraph]] = {}
    for paragraph in DiaryParagraph.objects.filter(entry=entry):
        stored.setdefault(paragraph.kind, []).append(paragraph)
    kinds = (FACT, STATEMENT, EVALUATION)
    pairs = chain.from_iterable(zip_longest(stored.get(kind, []), content.of_kind(kind)) for kind in kinds)
    for position, (row, part) in enumerate(pairs):
        if part is None:
            row.delete()
        else:
            _put(row or DiaryParagraph(entry=entry), part, position)


def _put(row: DiaryParagraph, part: ParagraphContent, position: int) -> None:
    row.kind, row.speaker, row.text, row.position = part.kind, part.speaker, part.text, position
    row.full_clean(exclude=["words"])
    row.save()


@transaction.atomic
def save_draft(*, case: Case, by: User, fields: dict[str, list[str]]) -> DiaryDraft:
    """Keep what the form holds; the next draft of this person on this case replaces it.

    Raises ValidationError for more than a form can hold.
    """
    require_change(by, [case])
    data = json.dumps(fields)
    if len(data) > MAX_DRAFT_LETTERS:
        raise ValidationError("Il testo è troppo lungo per essere conservato come bozza.")
    draft, _ = DiaryDraft.objects.update_or_create(case=case, user=by, defaults={"data": data})
    return draft


def draft_fields(*, case: Case, by: User) -> tuple[DiaryDraft, dict[str, list[str]]] | None:
    """The draft of this person on this case and what its form held; None without one."""
    draft = DiaryDraft.objects.filter(case=case, user=by).first()
    return (draft, json.loads(draft.data)) if draft else None


@transaction.atomic
def discard_draft(*, case: Case, by: User) -> None:
    """Throw away what this person had begun to write on this case."""
    DiaryDraft.objects.filter(case=case, user=by).delete()
