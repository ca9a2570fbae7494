"""What of a report a copy for one party may hold."""

from collections.abc import Iterable

from cases.models import Case
from reports.models import Block, Report


def blocks_for(report: Report, children: Iterable[Case]) -> list[Block]:
    """The written paragraphs about these children and those about all of them, in the order of the report.

    What is about another child alone stays out, and so does what is held back (`disclosure_hold`) until the
    authority allows it. An evaluation is left out too when every fact it rests on is. Two queries.
    """
    wanted = {child.pk for child in children}
    rows = list(report.blocks.select_related("section").prefetch_related("bases").exclude(text=""))
    kept = {
        row.pk for row in rows if not row.disclosure_hold and (row.child_id is None or row.child_id in wanted)
    }
    return [row for row in rows if row.pk in kept and _rests_on_something(row, kept)]


def _rests_on_something(block: Block, kept: set[int]) -> bool:
    """An evaluation of facts the reader may not know would tell of them."""
    facts = {basis.fact_id for basis in block.bases.all()}
    return not facts or bool(facts & kept)
