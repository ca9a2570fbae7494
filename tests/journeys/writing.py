"""A report being written, for the journeys that begin in the middle of the thread."""

from reports.enums import BlockKind
from reports.models import Block, Report
from tests.factories.cases import CaseFactory, HouseholdMemberFactory, TeamMemberFactory
from tests.factories.reports import mandate_for, opened_report, written
from tests.journeys.conftest import Scene


def report_of(scene: Scene) -> Report:
    """Complete and not yet submitted; the scene's worker is its author."""
    case = CaseFactory(unit=scene.unit)
    HouseholdMemberFactory(household=case.household, person=case.person)
    TeamMemberFactory(case=case, user=scene.worker, responsible=True)
    report = opened_report(mandate_for([case]))
    return written(report, scene.worker)


def block_of(report: Report, kind: BlockKind) -> Block:
    """The first paragraph of a kind that was written by hand, as the database has it now."""
    return report.blocks.filter(kind=kind, source_ref="").order_by("pk")[0]
