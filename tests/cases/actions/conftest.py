import pytest

from tests.cases.rungs import stand_the_ladder


@pytest.fixture
def ladder(db: None) -> None:
    stand_the_ladder()
