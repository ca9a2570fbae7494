from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from cases.moments import rome_moment


def test_winter_and_summer() -> None:
    assert rome_moment(date(2026, 1, 5), time(15, 0)) == datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
    assert rome_moment(date(2026, 7, 5), time(15, 0)) == datetime(2026, 7, 5, 13, 0, tzinfo=UTC)


def test_an_hour_that_never_was_and_one_that_was_twice() -> None:
    with pytest.raises(ValidationError, match="non è esistita"):
        rome_moment(date(2026, 3, 29), time(2, 30))
    with pytest.raises(ValidationError, match="due volte"):
        rome_moment(date(2026, 10, 25), time(2, 30))
