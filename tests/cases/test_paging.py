"""Pages by moment: every row once, in both directions, also when many share a moment."""

from datetime import UTC, datetime

import pytest

from cases.models import DiaryEntry
from cases.paging import Place, page_of
from tests.factories.cases import DiaryEntryFactory


def test_walking_down_and_up_meets_every_row_once(world) -> None:
    moments = [datetime(2026, 3, 1 + n // 4, 9, 0, 0, 123457, tzinfo=UTC) for n in range(11)]
    for moment in moments:
        DiaryEntryFactory(case=world.case, occurred_at=moment)
    rows = DiaryEntry.objects.filter(case=world.case)
    everything = list(rows.order_by("-occurred_at", "-pk"))
    walked, pages, before = [], [], ""
    while True:
        page = page_of(rows, "occurred_at", before=before, size=3)
        walked += page.rows
        pages.append(list(page.rows))
        if page.older is None:
            break
        before = str(page.older)
    assert walked == everything
    back = page_of(rows, "occurred_at", after=str(Place(pages[2][0].occurred_at, pages[2][0].pk)), size=3)
    assert list(back.rows) == pages[1]
    assert back.newer is not None


@pytest.mark.parametrize("damaged", ["", "abc", "12", "_", "9" * 40 + "_1", "1_-4", "1_" + "9" * 30, "\0_1"])
def test_a_damaged_place_starts_over(damaged: str) -> None:
    assert Place.parse(damaged) is None
