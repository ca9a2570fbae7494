"""The versions of a paragraph, from the history the database keeps: what changed, word by word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from accounts.models import User
from cases.diary_versions import Change
from cases.word_diff import word_diff
from reports.models import Block

SHOWN = (
    "text", "on", "place", "observer", "verified", "speaker", "speaker_role", "setting", "listener", "wording",
    "evaluator", "profession", "method", "personality", "source", "disclosure_hold",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BlockVersion:
    """One saved state: when, by whom, and how it differs from the one before."""

    number: int
    at: datetime
    by: User | None
    changes: list[Change]


def versions_of(block: Block) -> list[BlockVersion]:
    """Every saved state of the paragraph, newest first. Two queries."""
    rows = apps.get_model("reports", "BlockEvent").objects.filter(pgh_obj_id=block.pk)
    latest = {row.version: row for row in rows.order_by("pgh_created_at", "pgh_id")}
    people = User.objects.in_bulk({row.edited_by_id for row in latest.values() if row.edited_by_id})
    found: list[BlockVersion] = []
    before: Any = None
    for number in sorted(latest):
        row = latest[number]
        changes = _changes(before, row)
        found.append(BlockVersion(number, row.pgh_created_at, people.get(row.edited_by_id), changes))
        before = row
    return found[::-1]


def _changes(before: Any, row: Any) -> list[Change]:
    """The fields that differ; of the first state, every field that says something."""
    if before is None:
        return [Change(_label(name), word_diff(text, text)) for name in SHOWN if (text := _words(row, name))]
    pairs = ((name, _words(before, name), _words(row, name)) for name in SHOWN)
    return [Change(_label(name), word_diff(old, new)) for name, old, new in pairs if old != new]


def _label(name: str) -> str:
    field: Any = Block._meta.get_field(name)
    return str(field.verbose_name).capitalize()


def _words(row: Any, name: str) -> str:
    """A field in words, as the page shows it."""
    value = getattr(row, name)
    if value in (None, "", False):
        return ""
    if value is True:
        return "sì"
    field: Any = Block._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return f"{value:%d/%m/%Y}" if name == "on" else str(value)
