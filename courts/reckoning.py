"""Counting terms by the rules of the table, each as long as it is in force (design §3).

`courts.terms` computes and knows no database; whoever needs a date of the product asks here.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import F

from courts import terms
from courts.enums import TermRuleKind
from courts.models import TermRule
from courts.terms import DueDate, Holiday, RuleSet, Term
from courts.terms.rules import EARLIEST, MonthDay

ONE_DAY = timedelta(days=1)
FIELDS = (
    "kind",
    "label",
    "first_month",
    "first_day",
    "last_month",
    "last_day",
    "after_easter",
    "source",
    "valid_from",
    "valid_to",
)


def due(start: date, term: Term) -> DueDate:
    """The day `term` falls due by the rules of the table. One query. Raises courts.terms.TermError."""
    return terms.due(start, term, rules=rules_in_force())


def rules_in_force() -> tuple[RuleSet, ...]:
    """Every rule of the table, put together by the time each is in force. Read anew at each call: one query."""
    rows = TermRule.objects.order_by(F("valid_from").asc(nulls_first=True), "pk")
    return rule_sets(tuple(rows.values_list(*FIELDS)))


@lru_cache(maxsize=4)
def rule_sets(rows: tuple[tuple[object, ...], ...]) -> tuple[RuleSet, ...]:
    """The rows of the table, by `FIELDS`, as rule sets that follow one another without a gap.

    Of two suspensions that overlap, the one that began later counts.
    """
    rules = [TermRule(**dict(zip(FIELDS, row, strict=True))) for row in rows]
    calendar = tuple(_holiday(rule) for rule in rules if rule.kind in _HOLIDAYS)
    changing = [rule for rule in rules if rule.kind not in _HOLIDAYS]
    starts = sorted({EARLIEST, *(day for rule in changing for day in _turning_points(rule))})
    ends = [*(start - ONE_DAY for start in starts[1:]), None]
    return tuple(
        _rule_set(start, end, [rule for rule in changing if _covers(rule, start)], calendar)
        for start, end in zip(starts, ends, strict=True)
    )


_HOLIDAYS = frozenset({TermRuleKind.HOLIDAY, TermRuleKind.EASTER})


def _rule_set(
    start: date, end: date | None, here: Sequence[TermRule], calendar: tuple[Holiday, ...]
) -> RuleSet:
    stops = [rule for rule in here if rule.kind == TermRuleKind.SUSPENSION]
    return RuleSet(
        valid_from=start,
        valid_to=end,
        source="; ".join(sorted({rule.source for rule in here})) or "art. 155 c.p.c.",
        saturday_rolls=any(rule.kind == TermRuleKind.SATURDAY for rule in here),
        suspension=_span(stops[-1]) if stops else None,
        holidays=calendar,
    )


def _span(rule: TermRule) -> tuple[MonthDay, MonthDay]:
    return (rule.first_month or 1, rule.first_day or 1), (rule.last_month or 1, rule.last_day or 1)


def _holiday(rule: TermRule) -> Holiday:
    fixed = rule.kind == TermRuleKind.HOLIDAY
    return Holiday(
        name=rule.label,
        month_day=(rule.first_month or 1, rule.first_day or 1) if fixed else None,
        after_easter=rule.after_easter or 0,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
    )


def _turning_points(rule: TermRule) -> list[date]:
    days = [rule.valid_from, rule.valid_to and rule.valid_to + ONE_DAY]
    return [day for day in days if day is not None and day > EARLIEST]


def _covers(rule: TermRule, day: date) -> bool:
    after = rule.valid_from is None or rule.valid_from <= day
    return after and (rule.valid_to is None or day <= rule.valid_to)
