from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.quiet_hours import is_quiet

ROME = ZoneInfo("Europe/Rome")
EVENING, MORNING = time(19), time(7, 30)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_to", "wall", "quiet"),
    [
        (EVENING, MORNING, (18, 59), False),
        (EVENING, MORNING, (19, 0), True),
        (EVENING, MORNING, (23, 59), True),
        (EVENING, MORNING, (0, 0), True),
        (EVENING, MORNING, (7, 29), True),
        (EVENING, MORNING, (7, 30), False),
        (time(12), time(14), (13, 0), True),
        (time(12), time(14), (14, 0), False),
        (time(12), time(14), (3, 0), False),
        (time(8), time(8), (8, 0), False),
        (time(0), time(0), (0, 0), False),
    ],
)
def test_quiet_hours(quiet_from: time, quiet_to: time, wall: tuple[int, int], quiet: bool) -> None:
    assert is_quiet(quiet_from, quiet_to, datetime(2026, 12, 1, *wall, tzinfo=ROME)) is quiet


@pytest.mark.parametrize(
    ("utc", "quiet"),
    [
        # 29 March 2026: at 2 the clocks of Rome jump to 3. 7.30 on the wall is 5.30 UTC, the day before 6.30.
        ((2026, 3, 28, 6, 29), True),
        ((2026, 3, 28, 6, 30), False),
        ((2026, 3, 29, 5, 29), True),
        ((2026, 3, 29, 5, 30), False),
        # 25 October 2026: at 3 they go back to 2. 7.30 is 6.30 UTC, the day before 5.30.
        ((2026, 10, 24, 5, 30), False),
        ((2026, 10, 25, 0, 30), True),  # half past two, the first time
        ((2026, 10, 25, 1, 30), True),  # half past two, the second time
        ((2026, 10, 25, 6, 29), True),
        ((2026, 10, 25, 6, 30), False),
    ],
)
def test_nights_in_which_the_clock_changes(utc: tuple[int, ...], quiet: bool) -> None:
    assert is_quiet(EVENING, MORNING, datetime(*utc, tzinfo=UTC)) is quiet  # type: ignore[arg-type]
