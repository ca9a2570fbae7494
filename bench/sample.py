"""The report that is measured: five pages with everything a report has, nobody in it real."""

from dataclasses import fields, replace
from itertools import count
from typing import Any

from reports.snapshot import Activity, Letterhead, Month, ReportSnapshot
from reports.snapshot_fields import Part
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

    def rewritten(value: Any) -> Any:
        if type(value) is str:
            return turned(value) if value else value
        if isinstance(value, tuple):
            return tuple(rewritten(item) for item in value)
        if isinstance(value, Part):
            part: Any = value
            return replace(
                part, **{field.name: rewritten(getattr(part, field.name)) for field in fields(part)}
            )
        return value

    return replace(
        rewritten(replace(snapshot, letterhead=Letterhead(entity=""))), letterhead=snapshot.letterhead
    )
