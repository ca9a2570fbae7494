from dataclasses import dataclass
from datetime import date
from itertools import islice

import pytest

from courts.enums import MandateKind, TermUnit
from courts.periods import NoSuchCycleError, cycle, cycles
from courts.terms import RULES


@dataclass
class Numbers:
    starts_on: date
    first_term_amount: int | None = None
    every_months: int | None = None
    ends_on: date | None = None
    first_term_unit: str = TermUnit.DAYS
    august_suspension: bool = False
    kind: str = MandateKind.INDAGINE_PSICOSOCIALE


def due_days(numbers: Numbers, limit: int = 4) -> list[date]:
    return [found.due.due_on for found in islice(cycles(numbers, RULES), limit)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        # handbook courts §3: the vectors
        (Numbers(date(2026, 11, 25), 30), [date(2026, 12, 28)]),
        (Numbers(date(2026, 7, 10), 60), [date(2026, 9, 8)]),
        (Numbers(date(2026, 7, 10), 60, august_suspension=True), [date(2026, 10, 9)]),
        (Numbers(date(2026, 3, 10), 6, first_term_unit=TermUnit.MONTHS), [date(2026, 9, 10)]),
        (Numbers(date(2026, 8, 31), every_months=6), [date(2027, 3, 1), date(2027, 8, 31)]),
        # periods are counted from the anchor: the Monday of March moves nothing after it
        (Numbers(date(2026, 8, 31), 30, 6), [date(2026, 9, 30), date(2027, 3, 1), date(2027, 8, 31)]),
        # a period that falls before the first term, or on it, is not a cycle of its own
        (Numbers(date(2026, 1, 7), 120, 3), [date(2026, 5, 7), date(2026, 7, 7), date(2026, 10, 7)]),
        (
            Numbers(date(2026, 1, 7), 3, 3, first_term_unit=TermUnit.MONTHS),
            [date(2026, 4, 7), date(2026, 7, 7)],
        ),
        # the mandate ends
        (Numbers(date(2026, 1, 7), 30, 6, date(2026, 12, 31)), [date(2026, 2, 6), date(2026, 7, 7)]),
        (Numbers(date(2026, 1, 7), 30, None, date(2026, 1, 20)), []),
        # Sunday 28 February: the duty is of the last day, only its delivery moves
        (Numbers(date(2026, 8, 28), every_months=6, ends_on=date(2027, 2, 28)), [date(2027, 3, 1)]),
        (Numbers(date(2026, 1, 7)), []),
    ],
)
def test_cycles_fall_due(numbers: Numbers, expected: list[date]) -> None:
    assert due_days(numbers, len(expected) or 1) == expected


def test_cycles_of_a_first_term_only_are_one() -> None:
    numbers = Numbers(date(2026, 1, 7), 30)
    assert len(list(cycles(numbers, RULES))) == 1
    with pytest.raises(NoSuchCycleError):
        cycle(numbers, 2, RULES)


def test_cycles_cover_the_time_without_holes_or_overlaps() -> None:
    found = list(islice(cycles(Numbers(date(2026, 1, 7), 90, 6), RULES), 5))
    assert [(one.period_from, one.period_to) for one in found[:3]] == [
        (date(2026, 1, 7), date(2026, 4, 7)),
        (date(2026, 4, 8), date(2026, 7, 7)),
        (date(2026, 7, 8), date(2027, 1, 7)),
    ]


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        (
            MandateKind.INDAGINE_PSICOSOCIALE,
            "Relazione: indagine psicosociale",
            "Aggiornamento n. 1: indagine psicosociale",
        ),
        (
            MandateKind.AGGIORNAMENTO,
            "Relazione: aggiornamento periodico",
            "Aggiornamento periodico n. 1",
        ),
    ],
)
def test_cycle_title(kind: str, first: str, second: str) -> None:
    numbers = Numbers(date(2026, 1, 7), 90, 6, kind=kind)
    assert [cycle(numbers, n, RULES).title for n in (1, 2)] == [first, second]


def test_cycle_explains_itself() -> None:
    numbers = Numbers(date(2026, 7, 10), 60, 6)
    assert cycle(numbers, 1, RULES).due.explanation == (
        "60 giorni dal 10/07/2026, primo giorno escluso: l'8/09/2026 è martedì."
    )
    assert "6 mesi" in cycle(numbers, 2, RULES).due.explanation
