"""What a report still lacks before it can be submitted, and where to mend it (handbook courts §4, §8)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from cases.models import Case
from courts.models import Mandate
from reports.coverage import mandates_asked
from reports.enums import BlockKind
from reports.models import Block, OutlineSection, Report
from reports.outlines import sections_of


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to mend: a sentence for the author and the place in the page (an element's id)."""

    text: str
    anchor: str


def anchor_of(section: OutlineSection, child: int | None = None) -> str:
    """The id of a section in the page; of the part about one child when it repeats."""
    return f"sezione-{section.key}-{child}" if child else f"sezione-{section.key}"


def anchor_of_block(block: Block) -> str:
    """The id of a paragraph in the page."""
    return f"blocco-{block.pk}"


def missing(report: Report) -> list[str]:
    """What the report lacks, in sentences; empty when it is complete."""
    return [gap.text for gap in gaps(report)]


def gaps(report: Report) -> list[Gap]:
    """Everything that keeps the report from being submitted, in the order of the page.

    The rules are those of the outline, and for every report those of art. 473-bis.27 c.p.c.: facts with their
    source, statements with who made them, evaluations with author and basis, a method where it is about
    personality. One query more than what the page has loaded.
    """
    prefetch_related_objects([report], "covered__person", "blocks__bases", "outline__sections")
    cases = list(report.covered.all())
    written = [block for block in report.blocks.all() if block.text.strip()]
    if report.corrects_id is not None and not written and not report.proposals.strip():
        return [Gap("La correzione è ancora vuota.", "")]
    found: list[Gap] = []
    for section in sections_of(report):
        here = [block for block in written if block.section_id == section.pk]
        found += _of_section(report, section, here, cases)
        found += [gap for block in here for gap in _of_block(report, section, block, written)]
    return found + list(_of_mandates(report, cases, written))


def _of_section(
    report: Report, section: OutlineSection, here: list[Block], cases: list[Case]
) -> Iterator[Gap]:
    if not section.required or report.corrects_id is not None:  # a correction stands beside the first
        return
    if not section.holds_blocks:
        if not report.proposals.strip():
            yield Gap(f"Manca la sezione «{section.heading}».", anchor_of(section))
        return
    if not section.per_child or len(cases) == 1:
        if not here:
            yield Gap(f"La sezione «{section.heading}» è vuota.", anchor_of(section))
        return
    about = {block.child_id for block in here}
    for case in cases:
        if not about & {None, case.pk}:
            yield Gap(
                f"La sezione «{section.heading}» non dice nulla di {case.person.full_name}.",
                anchor_of(section, case.pk),
            )


def _of_block(report: Report, section: OutlineSection, block: Block, written: list[Block]) -> Iterator[Gap]:
    rules = {
        BlockKind.FATTO: _of_fact,
        BlockKind.DICHIARAZIONE: _of_statement,
        BlockKind.VALUTAZIONE: _of_evaluation,
    }
    where = anchor_of_block(block)
    for text in rules[BlockKind(block.kind)](block, written):
        yield Gap(f"{section.heading}: {text}", where)
    signer = report.outline.second_signature
    if section.countersigned and signer and block.profession != signer:
        wanted = report.outline.get_second_signature_display().lower()
        yield Gap(f"{section.heading}: questa parte è di competenza dello {wanted}, che la firma.", where)


def _of_fact(block: Block, written: list[Block]) -> Iterator[str]:
    if not block.source and block.document_id is None:
        yield "un fatto non indica la fonte."


def _of_statement(block: Block, written: list[Block]) -> Iterator[str]:
    if not block.speaker:
        yield "una dichiarazione non dice chi l'ha resa."


def _of_evaluation(block: Block, written: list[Block]) -> Iterator[str]:
    known = {row.pk for row in written}
    if not any(basis.fact_id in known for basis in block.bases.all()):
        yield "una valutazione non indica i fatti su cui poggia."
    if not block.evaluator or not block.profession:
        yield "una valutazione non dice chi valuta e con quale professione."
    if block.personality and not block.method:
        yield "una valutazione sulla personalità non indica il metodo scientifico (art. 473-bis.27 c.p.c.)."


def _of_mandates(report: Report, cases: list[Case], written: list[Block]) -> Iterator[Gap]:
    sections = [section for section in sections_of(report) if section.covers_mandates and section.required]
    if not sections or report.corrects_id is not None:
        return
    answered = {block.mandate_id for block in written}
    for mandate in not_answered(mandates_asked(report, cases), answered):
        yield Gap(f"L'incarico «{mandate.get_kind_display()}» non ha risposta.", anchor_of(sections[0]))


def not_answered(mandates: Iterable[Mandate], answered: Collection[int | None]) -> list[Mandate]:
    """The mandates no paragraph answers."""
    return [mandate for mandate in mandates if mandate.pk not in answered]
