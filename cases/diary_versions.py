"""The versions of a diary entry, read from the change history that the database keeps."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.apps import apps

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
    """Every version of `entry`, newest first. Two queries.

    A correction first writes the entry's next version number, then its paragraphs, under one lock: what
    happened to the paragraphs between two numbers belongs to the first of them.
    """
    starts = _starts(entry)
    rows = apps.get_model("cases", "DiaryParagraphEvent").objects.filter(entry_id=entry.pk)
    events = list(rows.order_by("pgh_created_at", "pgh_id"))
    found: list[Version] = []
    previous: EntryContent | None = None
    for start, following in pairwise([*starts, None]):
        until = following.pgh_created_at if following else None
        content = content_from(start, _paragraphs(events, until))
        found.append(Version(start.version, start.pgh_created_at, differences(previous, content)))
        previous = content
    return found[::-1]


def _starts(entry: DiaryEntry) -> list[Any]:
    """The first row of the history for each version number, with the fields as that version left them."""
    rows = apps.get_model("cases", "DiaryEntryEvent").objects.filter(pgh_obj_id=entry.pk)
    latest = {row.version: row for row in rows.order_by("-pgh_created_at", "-pgh_id")}
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
