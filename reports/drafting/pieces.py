"""A piece of the record on its way into a report: typed text that knows where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from reports.enums import BlockKind, Feed
from reports.models import Block, OutlineSection, Report

MAX_SOURCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one row of the record says. `ref` names the row; `case_id` is the child, None for all of them.

    `group` names what belongs together in the side panel; `rests_on` are the refs an evaluation rests on.
    """

    ref: str
    feed: Feed
    kind: BlockKind
    text: str
    source: str
    group: str
    case_id: int | None = None
    on: date | None = None
    mandate_id: int | None = None
    details: dict[str, str] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()

    def block(self, report: Report, section: OutlineSection) -> Block:
        """The unsaved paragraph, with the words of the source beside it."""
        return Block(
            report=report,
            section=section,
            kind=self.kind,
            child_id=self.case_id,
            text=self.text,
            on=self.on,
            mandate_id=self.mandate_id,
            source=self.source[:MAX_SOURCE],
            source_ref=self.ref,
            source_text=self.text,
            **self.details,
        )


def told_once(pieces: Iterable[Piece], covered: Iterable[int]) -> list[Piece]:
    """The same words written for every covered child become one piece about all of them.

    Written for some only they stay apart, so that a copy about one child never carries another's.
    """
    wanted = set(covered)
    same: dict[tuple[str, str, date | None, str], list[Piece]] = {}
    for piece in pieces:
        same.setdefault((piece.kind, piece.text, piece.on, piece.source), []).append(piece)
    told: list[Piece] = []
    for group in same.values():
        shared = {piece.case_id for piece in group} >= wanted
        told += [replace(group[0], case_id=None)] if shared else group
    return told
