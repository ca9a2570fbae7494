"""Which days count: holidays, Saturdays and the August suspension, by date of validity.

Legal numbers are data. Every public function takes ``rules``: the product gives the ones of its table
(``courts.reckoning``); ``RULES`` holds the defaults, with the calendar of the ``holidays`` library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

import holidays
from dateutil.easter import easter

MonthDay: TypeAlias = tuple[int, int]

EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)

SATURDAY = 5
SUNDAY = 6

# Always on a Sunday or on All Saints' Day since 1977: naming it would only hide the better-known name.
_UNNAMED = "Giorno dell'unità nazionale"


class TermError(ValueError):
    """A term that cannot be computed. The message is Italian and meant for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A national holiday while it is one: on a fixed day, or so many days after Easter."""

    name: str
    month_day: MonthDay | None = None
    after_easter: int = 0
    valid_from: date | None = None
    valid_to: date | None = None

    def falls_on(self, day: date) -> bool:
        """Tell whether ``day`` is this holiday, and was one then."""
        if self.valid_from is not None and day < self.valid_from:
            return False
        if self.valid_to is not None and day > self.valid_to:
            return False
        if self.month_day is not None:
            return self.month_day == (day.month, day.day)
        found: date = easter(day.year) + timedelta(days=self.after_easter)
        return found == day


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force from ``valid_from`` to ``valid_to``, both included (``None`` = still in force).

    Each calendar day is judged by the rule set in force on that very day.
    ``suspension`` is the first and last (month, day) of the yearly stop of procedural terms.
    ``holidays``, if given, are the whole calendar; otherwise it is that of the library, corrected by
    ``added_holidays`` and ``dropped_holidays`` while the set is in force.
    """

    valid_from: date
    valid_to: date | None
    source: str
    saturday_rolls: bool = True
    suspension: tuple[MonthDay, MonthDay] | None = ((8, 1), (8, 31))
    added_holidays: tuple[tuple[MonthDay, str], ...] = ()
    dropped_holidays: tuple[MonthDay, ...] = ()
    holidays: tuple[Holiday, ...] | None = None

    def covers(self, day: date) -> bool:
        """Tell whether this set is in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


RULES: tuple[RuleSet, ...] = (
    RuleSet(EARLIEST, date(1969, 12, 31), "art. 155 c.p.c.", saturday_rolls=False, suspension=None),
    RuleSet(
        date(1970, 1, 1),
        date(2006, 2, 28),
        "L. 742/1969",
        saturday_rolls=False,
        suspension=((8, 1), (9, 15)),
    ),
    RuleSet(date(2006, 3, 1), date(2014, 12, 31), "L. 263/2005 art. 2", suspension=((8, 1), (9, 15))),
    RuleSet(date(2015, 1, 1), None, "D.L. 132/2014 art. 16"),
)


def check_date(day: date) -> date:
    """Return ``day`` if it is a plain date between 1900 and 2100, else raise ``TermError``."""
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TermError("Serve una data senza ora (gg/mm/aaaa).")
    if not EARLIEST <= day <= LATEST:
        raise TermError("La data deve essere compresa tra il 1900 e il 2100.")
    return day


def rule_on(day: date, rules: Sequence[RuleSet] = RULES) -> RuleSet:
    """Return the one rule set in force on ``day``; ``TermError`` if there is none, or more than one."""
    found = [rule for rule in rules if rule.covers(day)]
    if not found:
        raise TermError(f"Nessuna regola sui termini è in vigore il {day:%d/%m/%Y}.")
    if len(found) > 1:
        raise TermError(f"Più regole sui termini sono in vigore insieme il {day:%d/%m/%Y}.")
    return found[0]


@lru_cache(maxsize=256)
def _national(year: int) -> dict[date, str]:
    """Holidays of the whole State in ``year``; the patron days of single cities are never among them."""
    calendar = holidays.country_holidays("IT", years=year, language="it_IT")
    named: dict[date, str] = {}
    for day in calendar:
        names = [name for name in calendar.get_list(day) if name != _UNNAMED]
        if names:
            named[day] = names[0]
    return named


def holiday_name(day: date, *, rules: Sequence[RuleSet] = RULES) -> str | None:
    """Return the Italian name of the national holiday on ``day``; ``None`` on other days and plain Sundays.

    Source: L. 260/1949 as amended (4 October from 2026: L. 151/2025).
    """
    rule = rule_on(check_date(day), rules)
    if rule.holidays is not None:
        return next((holiday.name for holiday in rule.holidays if holiday.falls_on(day)), None)
    for month_day, name in rule.added_holidays:
        if month_day == (day.month, day.day):
            return name
    if (day.month, day.day) in rule.dropped_holidays:
        return None
    return _national(day.year).get(day)


def closed_reason(day: date, *, in_hearing: bool = False, rules: Sequence[RuleSet] = RULES) -> str | None:
    """Say in Italian why no term can end on ``day``, or return ``None`` if one can.

    Holidays and Sundays: art. 155 c.4 c.p.c.; Saturdays: c.5, but not for acts done in a hearing (c.6).
    """
    name = holiday_name(day, rules=rules)
    if name is not None:
        return name
    if day.weekday() == SUNDAY:
        return "domenica"
    if day.weekday() == SATURDAY and not in_hearing and rule_on(day, rules).saturday_rolls:
        return "sabato"
    return None


def is_working_day(day: date, *, in_hearing: bool = False, rules: Sequence[RuleSet] = RULES) -> bool:
    """Tell whether a term may end on ``day`` (art. 155 c.4-6 c.p.c.)."""
    return closed_reason(day, in_hearing=in_hearing, rules=rules) is None


def suspension_of(year: int, rules: Sequence[RuleSet] = RULES) -> tuple[date, date] | None:
    """Return first and last day of the suspension of procedural terms in ``year`` (L. 742/1969 art. 1)."""
    for rule in rules:
        if rule.suspension is None:
            continue
        first, last = (date(year, month, day) for month, day in rule.suspension)
        if rule.covers(first):
            return first, last
    return None


def suspension_around(day: date, rules: Sequence[RuleSet] = RULES) -> tuple[date, date] | None:
    """Return the suspension ``day`` lies in, or ``None``."""
    window = suspension_of(day.year, rules)
    return window if window and window[0] <= day <= window[1] else None
