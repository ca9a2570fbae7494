"""What one diary entry says, apart from where it is stored: for writing, correcting and comparing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from django.utils import timezone
from django.utils.formats import localize

from cases.enums import EntryKind, ParagraphKind
from cases.models import DiaryEntry

MAX_PARAGRAPH_LETTERS = 20_000
FACT, STATEMENT, EVALUATION = ParagraphKind.FATTO, ParagraphKind.DICHIARAZIONE, ParagraphKind.VALUTAZIONE


@dataclass(frozen=True)
class ParagraphContent:
    """One typed paragraph; `speaker` only for a statement."""

    kind: str
    text: str
    speaker: str = ""


@dataclass(frozen=True)
class EntryContent:
    """Everything a person types in an entry."""

    kind: str
    occurred_at: datetime
    place: str = ""
    participants: str = ""
    hours: Decimal | None = None
    missed: bool = False
    reserved: bool = False
    shared: bool = False
    paragraphs: tuple[ParagraphContent, ...] = ()

    def of_kind(self, kind: str) -> list[ParagraphContent]:
        """The paragraphs of one nature, in their order."""
        return [paragraph for paragraph in self.paragraphs if paragraph.kind == kind]

    def joined(self, kind: str) -> str:
        """The paragraphs of one nature as one text."""
        return "\n\n".join(paragraph.text for paragraph in self.of_kind(kind))


@dataclass(frozen=True)
class PartContent:
    """What an entry says of one child alone: kept in that child's file only."""

    case_id: int
    paragraph: ParagraphContent
    reserved: bool = True


class EntryLike(Protocol):
    """An entry, or one of its rows in the change history."""

    kind: str
    occurred_at: datetime
    place: str
    participants: str
    hours: Decimal | None
    missed: bool
    reserved: bool
    shared: bool


class ParagraphLike(Protocol):
    """A paragraph, or one of its rows in the change history."""

    kind: str
    text: str
    speaker: str


def content_from(entry: EntryLike, paragraphs: Iterable[ParagraphLike]) -> EntryContent:
    """The content of stored rows, today's or those of an earlier version."""
    return EntryContent(
        kind=entry.kind,
        occurred_at=entry.occurred_at,
        place=entry.place,
        participants=entry.participants,
        hours=entry.hours,
        missed=entry.missed,
        reserved=entry.reserved,
        shared=entry.shared,
        paragraphs=tuple(ParagraphContent(row.kind, row.text, row.speaker) for row in paragraphs),
    )


def content_of(entry: DiaryEntry) -> EntryContent:
    """The content of an entry as it stands."""
    return content_from(entry, entry.paragraphs.all())


def as_texts(content: EntryContent) -> dict[str, str]:
    """Label → text of everything an entry says, for reading two versions side by side."""
    statements = (f"{part.speaker}: {part.text}" for part in content.of_kind(STATEMENT))
    return {
        "Tipo": EntryKind(content.kind).label,
        "Quando": f"{timezone.localtime(content.occurred_at):%d/%m/%Y, %H:%M}",
        "Luogo": content.place,
        "Con chi": content.participants,
        "Ore": "" if content.hours is None else localize(content.hours.normalize()),
        "Appuntamento mancato": "sì" if content.missed else "no",
        "Riservata": "sì" if content.reserved else "no",
        "A più mani": "sì" if content.shared else "no",
        "Fatti": content.joined(FACT),
        "Dichiarazioni": "\n\n".join(statements),
        "Valutazioni": content.joined(EVALUATION),
    }
