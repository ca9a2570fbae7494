from datetime import date, timedelta

import pytest

from cases.ladder import Ladder, Rung, ladder_in_use
from cases.models import EscalationStep

DUE = date(2026, 12, 28)
LADDER = Ladder.of(Rung(days, "owner") for days in (0, 10, -1, 5, 2, 1, -7, -14))


@pytest.mark.parametrize(
    ("left", "rung"),
    [
        (11, None),
        (10, 10),
        (9, 10),
        (6, 10),
        (5, 5),
        (3, 5),
        (2, 2),
        (1, 1),
        (0, 0),
        (-1, -1),
        (-6, -1),
        (-7, -7),
        (-13, -7),
        (-14, -14),
        (-400, -14),
    ],
)
def test_the_latest_rung_reached(left: int, rung: int | None) -> None:
    found = LADDER.reached(DUE, DUE - timedelta(days=left))
    assert (found.days_before if found else None) == rung


def test_a_ladder_without_rungs_reaches_nothing() -> None:
    assert Ladder.of([]).horizon(DUE) is None
    assert Ladder.of([]).reached(DUE, DUE) is None


@pytest.mark.django_db
def test_the_ladder_is_data() -> None:
    EscalationStep.objects.all().delete()
    EscalationStep.objects.create(days_before=3, audience="all")
    EscalationStep.objects.create(days_before=30, audience="owner", active=False)
    assert ladder_in_use() == Ladder((Rung(3, "all"),))
