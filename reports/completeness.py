"""What a report still lacks before it can be submitted (handbook courts §4, §8)."""

from reports.enums import Section
from reports.models import Report


def missing(report: Report) -> list[str]:
    """Sentences for the author, each naming what to do; empty when the report is complete."""
    blocks = [block for block in report.blocks.all() if block.text.strip()]
    problems = [
        f"La sezione «{section.label}» è vuota."
        for section in Section
        if not any(block.section == section for block in blocks)
    ]
    if any(block.section == Section.STATEMENTS and not block.speaker for block in blocks):
        problems.append("C'è una dichiarazione senza l'indicazione di chi l'ha resa.")
    if any(block.section == Section.FACTS and not block.source for block in blocks):
        problems.append("C'è un fatto senza la sua fonte.")
    if not report.proposals.strip():
        problems.append("Mancano le proposte al Tribunale.")
    return problems
