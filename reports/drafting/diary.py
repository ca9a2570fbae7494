"""Pieces from the diary: typed paragraphs, missed appointments, how often and how long."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import timezone

from cases.enums import EntryKind
from cases.models import Case, DiaryEntry, DiaryParagraph
from reports.drafting.pieces import Piece
from reports.enums import BlockKind, Feed, Verification, Wording
from reports.italian import in_a_sentence

E = EntryKind
VISITS = frozenset({E.VISITA_DOMICILIARE, E.OSSERVAZIONE_SCUOLA, E.OSSERVAZIONE_ALTROVE, E.ACCOMPAGNAMENTO})
TALKS = frozenset({E.COLLOQUIO, E.TELEFONATA, E.VIDEOCHIAMATA, E.CORRISPONDENZA})
NETWORK = frozenset({E.RIUNIONE_RETE, E.RIUNIONE_EQUIPE, E.UDIENZA})
# Facts by the kind of contact they come from.
FEEDS = (
    dict.fromkeys(VISITS, Feed.VISITE)
    | dict.fromkeys(TALKS, Feed.COLLOQUI)
    | dict.fromkeys(NETWORK, Feed.RETE)
)
QUOTES = ("«", '"', "“")


def from_diary(entries: list[DiaryEntry], cases: list[Case], start: date, end: date) -> list[Piece]:
    """Every paragraph and missed appointment of these entries, then the sums for each child. No query."""
    pieces = [piece for entry in entries for piece in _of_entry(entry)]
    return [*pieces, *(_contacts(case, entries, start, end) for case in cases)]


def _of_entry(entry: DiaryEntry) -> list[Piece]:
    missed = [_missed(entry)] if entry.missed else []
    facts = tuple(_ref(row) for row in entry.paragraphs.all() if row.kind == BlockKind.FATTO)
    return [*missed, *(_of_paragraph(entry, row, facts) for row in entry.paragraphs.all())]


def _of_paragraph(entry: DiaryEntry, row: DiaryParagraph, facts: tuple[str, ...]) -> Piece:
    kind = BlockKind(row.kind)
    return Piece(
        ref=_ref(row),
        feed=_feed(entry, kind),
        kind=kind,
        text=row.text,
        source=where_from(entry),
        group="diario",
        case_id=entry.case_id,
        on=timezone.localdate(entry.occurred_at),
        details=_details(entry, row, kind),
        rests_on=facts if kind == BlockKind.VALUTAZIONE else (),
    )


def _ref(row: DiaryParagraph) -> str:
    return f"paragraph:{row.pk}"


def _feed(entry: DiaryEntry, kind: BlockKind) -> Feed:
    if kind == BlockKind.DICHIARAZIONE:
        return Feed.DICHIARAZIONI
    if kind == BlockKind.VALUTAZIONE:
        return Feed.VALUTAZIONI
    return FEEDS.get(EntryKind(entry.kind), Feed.EVENTI)


def _details(entry: DiaryEntry, row: DiaryParagraph, kind: BlockKind) -> dict[str, str]:
    author = entry.author.get_full_name()[:120]
    if kind == BlockKind.DICHIARAZIONE:
        quoted = row.text.lstrip().startswith(QUOTES)
        return {
            "speaker": row.speaker,
            "listener": author,
            "setting": _setting(entry),
            "wording": Wording.TESTUALE if quoted else Wording.SINTESI,
        }
    if kind == BlockKind.VALUTAZIONE:
        return {"evaluator": author, "profession": entry.author.profession}
    seen = Verification.OSSERVATO if entry.kind in VISITS else ""
    return {"place": entry.place, "observer": author, "verified": seen}


def _setting(entry: DiaryEntry) -> str:
    return ", ".join(part for part in (entry.get_kind_display(), entry.place) if part)[:200]


def where_from(entry: DiaryEntry) -> str:
    """The entry in words, as a source of the report."""
    where = f" ({entry.place})" if entry.place else ""
    return f"{entry.get_kind_display()} del {timezone.localdate(entry.occurred_at):%d/%m/%Y}{where}"


def _missed(entry: DiaryEntry) -> Piece:
    day = timezone.localdate(entry.occurred_at)
    whom = f" con {in_a_sentence(entry.participants)}" if entry.participants else ""
    return Piece(
        ref=f"missed:{entry.pk}",
        feed=Feed.MANCATI,
        kind=BlockKind.FATTO,
        text=f"Appuntamento mancato: {entry.get_kind_display().lower()}{whom}, previsto il {day:%d/%m/%Y}.",
        source=where_from(entry),
        group="mancati",
        case_id=entry.case_id,
        on=day,
        details={"place": entry.place, "verified": Verification.REGISTRO},
    )


def _contacts(case: Case, entries: Iterable[DiaryEntry], start: date, end: date) -> Piece:
    kept = [entry for entry in entries if entry.case_id == case.pk and not entry.missed]
    found = counted(kept)
    says = f"registra {found}" if found else "non registra alcun contatto"
    return Piece(
        ref=f"contacts:{case.pk}",
        feed=Feed.ORE,
        kind=BlockKind.FATTO,
        text=f"Dal {start:%d/%m/%Y} al {end:%d/%m/%Y} il diario del servizio {says}.",
        source="Diario del fascicolo",
        group="sintesi",
        case_id=case.pk,
        on=end,
        details={"verified": Verification.REGISTRO},
    )


def counted(entries: Iterable[DiaryEntry]) -> str:
    """«colloquio (3), visita domiciliare (2), per un totale di 12,5 ore»; empty when there is nothing.

    What siblings share happened once.
    """
    rows = list({(row.kind, row.occurred_at, row.place): row for row in entries}.values())
    if not rows:
        return ""
    kinds = Counter(entry.kind for entry in rows)
    parts = [f"{EntryKind(kind).label.lower()} ({count})" for kind, count in sorted(kinds.items())]
    hours = sum((entry.hours for entry in rows if entry.hours), Decimal(0))
    total = f"{hours.normalize():f}".replace(".", ",")
    return ", ".join(parts) + (f", per un totale di {total} ore" if hours else "")
