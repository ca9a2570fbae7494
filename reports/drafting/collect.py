"""The whole record of a report's period, and the first draft made from it."""

from collections.abc import Iterable
from dataclasses import replace

from cases.models import Case, DiaryEntry
from cases.period import entries_between
from reports.coverage import mandates_asked
from reports.drafting.diary import counted, from_diary
from reports.drafting.duties import from_mandates, from_orders, from_plans, from_services, services_between
from reports.drafting.family import from_family
from reports.drafting.pieces import Piece, told_once
from reports.models import Basis, Block, OutlineSection, Report


def pieces_of(report: Report, cases: list[Case]) -> list[Piece]:
    """Everything the record says for this report: the same number of queries for any number of entries.

    With one child alone no piece names it; with several, what is about one of them says so.
    """
    start, end = report.period_from, report.period_to
    entries = list(entries_between([case.pk for case in cases], start, end))
    enrolments = services_between(cases, start, end)
    pieces = [
        *from_family(cases, end),
        *from_orders(cases, end),
        *from_diary(entries, cases, start, end),
        *from_mandates(
            mandates_asked(report, cases), enrolments, report.mandate_id, _work(entries), start, end
        ),
        *from_services(enrolments, cases),
        *from_plans(cases, start, end),
    ]
    if len(cases) == 1:
        return [replace(piece, case_id=None) for piece in pieces]
    return told_once(pieces, [case.pk for case in cases])


def _work(entries: list[DiaryEntry]) -> str:
    """What the diary counts, in words; empty when there is nothing to count."""
    return counted(entry for entry in entries if not entry.missed)


def first_draft(
    report: Report, sections: list[OutlineSection], pieces: Iterable[Piece], *, after: int = -10
) -> list[Block]:
    """Unsaved paragraphs, each in the first section that takes what it is; what none takes stays out.

    Positions go on from `after`.
    """
    blocks = []
    for piece in pieces:
        taker = next((row for row in sections if piece.feed in row.feeds and piece.kind in row.kinds), None)
        if taker is not None:
            blocks.append(piece.block(report, taker))
    for index, block in enumerate(blocks, start=1):
        block.position = after + index * 10
    return blocks


def put(report: Report, blocks: list[Block], pieces: Iterable[Piece]) -> None:
    """Store new paragraphs and what the evaluations among them rest on. Three queries."""
    Block.objects.bulk_create(blocks)
    rests_on = {piece.ref: piece.rests_on for piece in pieces if piece.rests_on}
    if not rests_on:
        return
    by_ref = dict(report.blocks.exclude(source_ref="").values_list("source_ref", "pk"))
    Basis.objects.bulk_create(
        (
            Basis(evaluation=block, fact_id=by_ref[ref])
            for block in blocks
            for ref in rests_on.get(block.source_ref, ())
            if ref in by_ref
        ),
        ignore_conflicts=True,
    )
