"""The versions of a diary entry, read from the change history that the database keeps."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.apps import apps

from accounts.models import User
from cases.diary_content import EntryContent, as_texts, content_from
from cases.models import DiaryEntry
from cases.word_diff import Piece, word_diff

DELETED = "delete"


@dataclass(frozen=True)
class Change:
    """One field of an entry and what became of its words."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Version:
    """One state of an entry: when it was written and how it differs from the one before."""

    number: int
    at: datetime
    by: str
    changes: list[Change]


def differences(old: EntryContent | None, new: EntryContent) -> list[Change]:
    """The fields that differ, word by word; without an old content, every field that says something."""
    before = as_texts(old) if old else {}
    return [
        Change(label, word_diff(before.get(label, text), text))
        for label, text in as_texts(new).items()
        if (text != before[label] if old else text not in ("", "no"))
    ]


def versions_of(entry: DiaryEntry) -> list[Version]:
    """Every version of `entry`, newest first, each with who wrote it. Two queries, three with a colleague.

    A correction first writes the entry's next version number, then its paragraphs, under one lock: what
    happened to the paragraphs between two numbers belongs to the first of them.
    """
    starts = _starts(entry)
    rows = apps.get_model("cases", "DiaryParagraphEvent").objects.filter(entry_id=entry.pk)
    events = list(rows.order_by("pgh_created_at", "pgh_id"))
    signed = _signatures(starts, entry)
    found: list[Version] = []
    previous: EntryContent | None = None
    for start, following in pairwise([*starts, None]):
        until = following.pgh_created_at if following else None
        content = content_from(start, _paragraphs(events, until))
        changes = differences(previous, content)
        found.append(Version(start.version, start.pgh_created_at, signed[start.pk], changes))
        previous = content
    return found[::-1]


def _signatures(starts: list[Any], entry: DiaryEntry) -> dict[Any, str]:
    """Who wrote each version, by the row of the history: the author, where no correction is signed."""
    by = {row.pk: (row.pgh_context.metadata if row.pgh_context else {}).get("user") for row in starts}
    others = {person for person in by.values() if person} - {entry.author_id}
    people = User.objects.in_bulk(others) if others else {}
    return {pk: str(people.get(person or 0, entry.author)) for pk, person in by.items()}


def _starts(entry: DiaryEntry) -> list[Any]:
    """The first row of the history for each version number, with the fields as that version left them."""
    rows = apps.get_model("cases", "DiaryEntryEvent").objects.filter(pgh_obj_id=entry.pk)
    ordered = rows.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")
    latest = {row.version: row for row in ordered}
    return [latest[number] for number in sorted(latest)]


def _paragraphs(events: list[Any], until: datetime | None) -> list[Any]:
    """The paragraphs as the history leaves them just before `until`."""
    alive: dict[int, Any] = {}
    for event in events:
        if until and event.pgh_created_at >= until:
            break
        if event.pgh_label == DELETED:
            alive.pop(event.id, None)
        else:
            alive[event.id] = event
    return sorted(alive.values(), key=lambda event: (event.position, event.id))
