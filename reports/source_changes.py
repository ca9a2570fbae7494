"""Which paragraphs rest on a source that has changed since it was taken over."""

from dataclasses import dataclass

from cases.models import Case
from cases.word_diff import Piece as Words
from cases.word_diff import word_diff
from reports.drafting.collect import pieces_of
from reports.models import Block, Report


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A paragraph and its source: `now` is empty when the record has it no longer."""

    block: Block
    then: str
    now: str
    words: list[Words]


def source_changes(report: Report, cases: list[Case]) -> list[SourceChange]:
    """The paragraphs whose source says something else now, in the order of the report.

    As many queries as the draft takes, and one.
    """
    now = {piece.ref: piece.text for piece in pieces_of(report, cases)}
    rows = report.blocks.exclude(source_ref="").select_related("section")
    return [
        SourceChange(block, block.source_text, text, word_diff(block.source_text, text) if text else [])
        for block in rows
        if (text := now.get(block.source_ref, "")) != block.source_text
    ]
