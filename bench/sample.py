"""The report that is measured: five pages with everything a report has, nobody in it real."""

from dataclasses import replace
from itertools import count

from reports.snapshot import Activity, Month, ReportSnapshot
from tests.reports import samples

PAGES = 5


def five_pages() -> ReportSnapshot:
    """The typical report of the tests, cut to five pages."""
    months = [(5, 2, 0), (6, 5, 1), (7, 6, 0), (8, 1, 0), (9, 6, 2), (10, 5, 0), (11, 1, 0)]
    return samples.typical(
        sections=samples.sections(6),
        sources=samples.sources(10),
        activities=(
            Activity(kind="Colloquio", done=9, missed=1, hours="11,5"),
            Activity(kind="Visita domiciliare", done=3, hours="4"),
        ),
        months=tuple(
            Month(label=f"{number:02d}/26", done=done, missed=missed) for number, done, missed in months
        ),
    )


def variants() -> "count[int]":
    """Numbers for `variant`, never the same twice."""
    return count(1)


def variant(snapshot: ReportSnapshot, number: int) -> ReportSnapshot:
    """The same report in other words of the same length: an engine that remembers paragraphs gains nothing."""

    def turned(text: str) -> str:
        words = text.replace("\n\n", " ").split(" ")
        turn = number % len(words)
        return " ".join([f"{number:04d}", *words[turn:], *words[:turn]])

    return replace(
        snapshot,
        report_id=number,
        protocol=f"2026/{number:07d}",
        diary_summary=turned(snapshot.diary_summary),
        proposals=turned(snapshot.proposals),
        mandates=tuple(
            replace(row, task=turned(row.task), explanation=turned(row.explanation))
            for row in snapshot.mandates
        ),
        sources=tuple(
            replace(row, kind=turned(row.kind), place=turned(row.place)) for row in snapshot.sources
        ),
        household=tuple(
            replace(row, name=turned(row.name), note=turned(row.note)) for row in snapshot.household
        ),
        children=tuple(replace(row, name=turned(row.name)) for row in snapshot.children),
        services=tuple(replace(row, kind=turned(row.kind)) for row in snapshot.services),
        sections=tuple(
            replace(
                section,
                title=turned(section.title),
                blocks=tuple(
                    replace(
                        block,
                        text=turned(block.text),
                        source=turned(block.source),
                        speaker=turned(block.speaker),
                    )
                    for block in section.blocks
                ),
            )
            for section in snapshot.sections
        ),
    )
