"""The frozen data a court report is rendered from: typed, versioned, with one canonical JSON form.

The snapshot is the report: approval stores its JSON and its SHA-256, the renderer sees nothing else.
Texts are plain, in paragraphs; they never hold markup.

Widening without breaking: a field equal to its default is left out of the JSON, so a new field *with an
empty default* leaves the JSON and the hash of every older snapshot as they were and keeps `SCHEMA`.
Renaming, removing or changing the meaning of a field needs a new `SCHEMA` and a reader for the old one.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from reports.snapshot_fields import Line, Part, SnapshotError, Text, checked, plain, texts

SCHEMA = 1
# What approval adds, and the day: the same text read yesterday is the same text.
APPROVAL_FIELDS = ("frozen_at", "issued_on", "signatures", "approved_by", "approved_on", "draft")
# Bounds of the whole report, inside the render limits: about 240 printed pages.
MAX_LETTERS = 600_000
MAX_LINES = 8_000
# Dividing an endless word over lines takes time that grows with its square: so many letters of them in all.
LONG_WORD = re.compile(r"\S{41,}")
MAX_LONG_WORDS = 10_000


class BlockKind(StrEnum):
    """What a paragraph is; art. 473-bis.27 c.p.c. wants the three kept apart."""

    FACT = "fatto"
    STATEMENT = "dichiarazione"
    EVALUATION = "valutazione"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead(Part):
    """Who writes: the ente, its service, how to reach it and the titolare of the data."""

    entity: Line
    unit: Line = ""
    address_lines: tuple[Line, ...] = ()
    contacts: tuple[Line, ...] = ()
    controller: Line = ""
    # SHA-256 of the picture at the head of the page, and what it shows, for who cannot see it.
    logo: Line = ""
    logo_text: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Part):
    """The judicial office the report is addressed to."""

    name: Line
    section: Line = ""
    city: Line = ""
    judge: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceeding(Part):
    """One number of the proceeding as courts write it, such as «1234/2026 R.G. V.G.»."""

    label: Line
    office: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Part):
    """Somebody who takes part in the proceeding on the report's date: as what, and whose."""

    kind: Line
    name: Line
    of: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Part):
    """A provvedimento the report answers."""

    kind: Line
    decided_on: date | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate(Part):
    """What the office asked, for which period, by when and how the term was computed."""

    kind: Line
    task: Text
    period_from: date | None = None
    period_to: date | None = None
    due_on: date | None = None
    explanation: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Part):
    """A child the report is about."""

    name: Line
    birth_date: date | None = None
    birth_place: Line = ""
    case_reference: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMember(Part):
    """A person of the household as it stood on the report's date."""

    name: Line
    kinship: Line
    birth_date: date | None = None
    cohabiting: bool | None = None
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Part):
    """An enrolment in a service, open or closed."""

    kind: Line
    state: Line
    starts_on: date | None = None
    ends_on: date | None = None
    # Whose it is, where the report is about several children.
    child: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Part):
    """An objective of a plan and what came of it."""

    area: Line
    title: Line
    result: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Part):
    """A P.E.I.PA. or another plan, with its objectives."""

    title: Line
    state: Line
    review_on: date | None = None
    objectives: tuple[Objective, ...] = ()
    child: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Part):
    """A source of the report with its day: an interview, a visit, a contact."""

    on: date | None
    kind: Line
    place: Line = ""
    # In whose records it stands, where the report is about several children.
    children: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Part):
    """One typed piece of text with who said it, when, where it comes from and which children it is about."""

    kind: BlockKind
    text: Text
    speaker: Line = ""
    on: date | None = None
    source: Line = ""
    children: tuple[Line, ...] = ()
    # How it is known: place and observer of a fact, setting of a statement, method of an evaluation.
    details: Line = ""
    # Kept out of copies for the parties until the authority allows it (art. 331 c.p.p.: the denuncia comes first).
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Part):
    """One kind of activity in the period: how often it took place, how often it was missed, for how many hours."""

    kind: Line
    done: int
    missed: int = 0
    hours: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month(Part):
    """What took place and what was missed in one month of the period."""

    label: Line
    done: int
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Part):
    """A titled sequence of blocks."""

    key: Line
    title: Line
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Part):
    """Who signs, with profession and number in the professional register."""

    name: Line
    profession: Line
    register_number: Line = ""
    role: Line = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSnapshot(Part):
    """Everything a court report says, at the moment it was frozen.

    `frozen_at` is an aware time, kept in UTC to the second; it becomes the creation date of the PDF.
    A snapshot that is not a draft names who approved it and when. `correction` says which approved report
    it adds to or puts right.
    """

    report_id: int
    version: int
    frozen_at: datetime
    letterhead: Letterhead
    office: Office
    kind: Line
    subject: Line
    place: Line
    issued_on: date
    protocol: Line = ""
    proceedings: tuple[Proceeding, ...] = ()
    roles: tuple[Role, ...] = ()
    orders: tuple[Order, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    children: tuple[Child, ...] = ()
    household: tuple[HouseholdMember, ...] = ()
    services: tuple[Service, ...] = ()
    plans: tuple[Plan, ...] = ()
    diary_summary: Text = ""
    sources: tuple[Source, ...] = ()
    activities: tuple[Activity, ...] = ()
    months: tuple[Month, ...] = ()
    sections: tuple[Section, ...] = ()
    proposals: Text = ""
    signatures: tuple[Signature, ...] = ()
    approved_by: Line = ""
    approved_on: date | None = None
    correction: Line = ""
    correction_reason: Line = ""
    # For whom parts were left out; empty for the report itself.
    edition: Line = ""
    draft: bool = False
    schema: int = SCHEMA

    def __post_init__(self) -> None:
        # Not super(): a slotted dataclass is a new class, so the zero-argument form would not find it.
        Part.__post_init__(self)
        if self.schema != SCHEMA:
            raise SnapshotError("schema", f"versione {self.schema} non riconosciuta.")
        if self.report_id < 1 or self.version < 1:
            raise SnapshotError("report_id, version", "devono essere positivi.")
        if not self.draft and not (self.approved_by and self.approved_on):
            raise SnapshotError("approved_by", "la relazione definitiva indica chi l'ha approvata e quando.")
        self._check_size()

    def _check_size(self) -> None:
        every = [text for text in texts(self) if text]
        lines = len(every) + sum(text.count("\n") for text in every)
        if sum(map(len, every)) > MAX_LETTERS or lines > MAX_LINES:
            raise SnapshotError("", "la relazione è troppo lunga: dividerla in più atti.")
        if sum(len(word) for text in every for word in LONG_WORD.findall(text)) > MAX_LONG_WORDS:
            raise SnapshotError(
                "", "troppe parole di oltre 40 caratteri: forse un testo incollato per errore."
            )

    @property
    def reference(self) -> str:
        """The only name of the report outside its own pages: it holds no personal data."""
        return f"{self.report_id}/{self.version}"

    @property
    def content_sha256(self) -> str:
        """The hash of what the report says, whoever approves it and on whatever day: equal texts, equal hash."""
        data = plain(self) | {"schema": self.schema}
        for name in APPROVAL_FIELDS:
            data.pop(name, None)
        return hashlib.sha256(_canonical(data).encode()).hexdigest()

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical JSON in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The canonical JSON: sorted keys, no blanks, ISO dates, defaults left out, always `schema`."""
        return _canonical(plain(self) | {"schema": self.schema})

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a stored snapshot; raises SnapshotError for anything `to_json` could not have written."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SnapshotError("", "il contenuto non è un JSON valido.") from error
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise SnapshotError("schema", "versione mancante o non riconosciuta.")
        snapshot: Self = checked(cls, data, cls.__name__)
        return snapshot


def _canonical(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
