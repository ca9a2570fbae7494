"""The outline of a report: which one is in force, and where a paragraph of each kind belongs."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from reports.enums import BlockKind, Feed, ReportKind
from reports.models import Outline, OutlineSection, Report

# Where a paragraph goes when nobody says: the section that the diary of its kind feeds.
HOMES = {
    BlockKind.FATTO: Feed.VISITE,
    BlockKind.DICHIARAZIONE: Feed.DICHIARAZIONI,
    BlockKind.VALUTAZIONE: Feed.VALUTAZIONI,
}


def outline_for(kind: ReportKind, day: date) -> Outline:
    """The outline a report of this kind is opened with on `day`; ValidationError when none is in force."""
    found = Outline.objects.in_force(day).filter(kind=kind).first()
    if found is None:
        raise ValidationError(f"Nessuno schema in vigore per «{kind.label}»: chiedi all'amministratore.")
    return found


def sections_of(report: Report) -> list[OutlineSection]:
    """The sections of the report in their order. One query, once per report object."""
    return list(report.outline.sections.all())


def home_of(sections: Iterable[OutlineSection], kind: BlockKind) -> OutlineSection:
    """Where a paragraph of this kind belongs; ValidationError when the outline admits none."""
    admitting = [section for section in sections if kind in section.kinds]
    fed = [section for section in admitting if HOMES[kind] in section.feeds]
    if not admitting:
        raise ValidationError(f"Questa relazione non ammette brani di tipo «{kind.label.lower()}».")
    return (fed or admitting)[0]
