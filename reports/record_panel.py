"""The record beside the page: what can be pulled into the report, by kind and by word."""

from dataclasses import dataclass

from cases.models import Case
from reports.drafting.collect import pieces_of
from reports.drafting.pieces import Piece
from reports.models import Report

GROUPS = {
    "diario": "Diario",
    "mancati": "Appuntamenti mancati",
    "sintesi": "Contatti e ore",
    "incarichi": "Incarichi",
    "servizi": "Servizi",
    "progetti": "Progetti",
    "nucleo": "Nucleo",
    "provvedimenti": "Provvedimenti",
}
MOST = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """A piece of the record, and the paragraph it already became (its id) or None."""

    piece: Piece
    block_pk: int | None
    about: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What matched, cut to what a panel can show."""

    rows: list[Offer]
    total: int


def offers(report: Report, cases: list[Case], *, group: str = "", words: str = "") -> Offers:
    """The pieces of the period, newest first, of one group and holding every word asked for."""
    taken = dict(report.blocks.exclude(source_ref="").values_list("source_ref", "pk"))
    names = {case.pk: case.person.first_name for case in cases}
    wanted = words.casefold().split()
    found = [
        piece
        for piece in pieces_of(report, cases)
        if (not group or piece.group == group) and all(word in _all_words(piece) for word in wanted)
    ]
    found.sort(key=lambda piece: (piece.on is not None, piece.on), reverse=True)
    rows = [Offer(piece, taken.get(piece.ref), names.get(piece.case_id or 0, "")) for piece in found[:MOST]]
    return Offers(rows, len(found))


def _all_words(piece: Piece) -> str:
    return f"{piece.text} {piece.source} {piece.details.get('speaker', '')}".casefold()
