"""A report being written, for the journeys that begin in the middle of the thread."""

from reports.actions.writing import add_block, save_block, save_proposals
from reports.enums import Section
from reports.models import Block, Report
from tests.factories.cases import CaseFactory, HouseholdMemberFactory, TeamMemberFactory
from tests.factories.reports import mandate_for, opened_report
from tests.journeys.conftest import Scene

TEXTS = {
    Section.FACTS: {"text": "Il minore frequenta la scuola con regolarità.", "source": "Colloquio a scuola"},
    Section.STATEMENTS: {"text": "«A scuola sto bene.»", "speaker": "Il minore"},
    Section.EVALUATIONS: {"text": "La situazione è in miglioramento."},
}


def report_of(scene: Scene) -> Report:
    """Complete and not yet submitted; the scene's worker is its author."""
    case = CaseFactory(unit=scene.unit)
    HouseholdMemberFactory(household=case.household, person=case.person)
    TeamMemberFactory(case=case, user=scene.worker, responsible=True)
    report = opened_report(mandate_for([case]))
    for section, values in TEXTS.items():
        block = add_block(report=report, section=section, by=scene.worker)
        save_block(block=block, expected_version=1, by=scene.worker, **values)
    return save_proposals(report=report, by=scene.worker, text="Si propone di proseguire l'intervento.")


def block_of(report: Report, section: Section) -> Block:
    """The paragraph of one section as the database has it now."""
    return report.blocks.get(section=section)
