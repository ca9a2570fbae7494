import pytest

from reports.models import Report
from tests.factories.reports import mandate_for, opened_report


@pytest.fixture
def report(world) -> Report:
    """One report about both siblings, just opened; the owner is its author."""
    return opened_report(mandate_for([world.case, world.sibling]))
