from datetime import UTC, date, datetime

from cases.period import entries_between
from tests.factories.cases import DiaryEntryFactory, DiaryParagraphFactory


def entry(case, *when: int, **fields):
    return DiaryEntryFactory(case=case, occurred_at=datetime(*when, tzinfo=UTC), **fields)


def test_both_days_belong_to_the_period_as_rome_counts_them(world) -> None:
    before = entry(world.case, 2026, 2, 28, 22, 59)  # 23:59 in Rome
    first = entry(world.case, 2026, 2, 28, 23, 1)  # 00:01 of 1 March in Rome
    last = entry(world.case, 2026, 3, 31, 21, 59)
    after = entry(world.case, 2026, 3, 31, 22, 1)
    found = list(entries_between([world.case.pk], date(2026, 3, 1), date(2026, 3, 31)))
    assert found == [first, last]
    assert before not in found
    assert after not in found


def test_reserved_entries_come_only_when_asked_for(world) -> None:
    entry(world.case, 2026, 3, 5, 9, reserved=True)
    period = ([world.case.pk], date(2026, 3, 1), date(2026, 3, 31))
    assert not entries_between(*period).exists()
    assert entries_between(*period, include_reserved=True).count() == 1


def test_two_queries_however_long_the_diary(world, django_assert_num_queries) -> None:
    for day in range(1, 20):
        DiaryParagraphFactory(entry=entry(world.case, 2026, 3, day, 9))
        DiaryParagraphFactory(entry=entry(world.sibling, 2026, 3, day, 9))
    ids = [world.case.pk, world.sibling.pk]
    with django_assert_num_queries(2):
        found = entries_between(ids, date(2026, 3, 1), date(2026, 3, 31))
        assert sum(len(row.paragraphs.all()) for row in found) == 38
        assert all(row.author.email for row in found)
