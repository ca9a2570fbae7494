"""From a start and a term to the day it falls due, with the reason in Italian (art. 155 c.p.c.)."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from courts.terms.explanation import explanation, steps
from courts.terms.model import ONE_DAY, Count, DueDate, Rolling, Term, Unit, window_days
from courts.terms.rules import (
    EARLIEST,
    LATEST,
    RULES,
    RuleSet,
    TermError,
    check_date,
    closed_reason,
    suspension_around,
    suspension_of,
)
from courts.terms.wording import day_of, quantity

SUSPENSION_NOTE = (
    "La sospensione feriale è applicata per scelta: riguarda i termini processuali; "
    "nessuna fonte la estende ai compiti affidati al servizio (L. 742/1969; SS.UU. 12946/2024)."
)


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later (earlier if negative), or the last day of a shorter month.

    Raises ``TermError`` outside 1900-2100. Source: art. 155 c.2 c.p.c., art. 2963 c.4-5 c.c.
    """
    year, month = divmod(check_date(day).year * 12 + day.month - 1 + months, 12)
    if not EARLIEST.year <= year <= LATEST.year:
        raise TermError("Il termine finisce fuori dagli anni 1900-2100.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due(start: date, term: Term, *, rules: Sequence[RuleSet] = RULES) -> DueDate:
    """Return the day ``term`` falls due, counted from ``start``, which is never counted itself.

    Raises ``TermError`` for terms in hours (see ``due_at``), for datetimes and outside 1900-2100.
    Source: art. 155 c.p.c.; L. 742/1969 when ``term.august_suspension`` is set.
    """
    check_date(start)
    particle = day_of(start, "dal") if term.sign > 0 else f"prima {day_of(start, 'del')}"
    return _resolve(start, term, rules, f"{quantity(term.amount, term.unit)} {particle}")


def nth_period(
    anchor: date,
    every: int,
    n: int,
    *,
    unit: Unit = Unit.MONTHS,
    rolling: Rolling = Rolling.LEGAL,
    rules: Sequence[RuleSet] = RULES,
) -> DueDate:
    """Return the ``n``-th due date (from 1) of a duty that recurs ``every`` so many months.

    Always counted from the anchor, so a holiday in one cycle never moves the following ones.
    """
    cycle = Term(every, unit)
    whole = Term(every * _positive(n), unit, rolling=rolling)
    head = f"{n}ª scadenza, ogni {quantity(cycle.amount, unit)} {day_of(check_date(anchor), 'dal')}"
    if n > 1:
        head += f" ({quantity(whole.amount, unit)} in tutto)"
    return _resolve(anchor, whole, rules, head)


def _positive(n: int) -> int:
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise TermError("Le scadenze periodiche si contano da 1.")
    return n


def _resolve(start: date, term: Term, rules: Sequence[RuleSet], head: str) -> DueDate:
    if term.unit is Unit.HOURS:
        raise TermError("Un termine a ore decorre da un'ora precisa: serve anche l'orario.")
    count = _counted(start, term, rules)
    _roll(count, term, rules)
    return DueDate(
        due_on=count.due_on,
        nominal_on=count.last,
        explanation=explanation(head, term, count),
        steps=steps(term, count),
        note=SUSPENSION_NOTE if term.august_suspension else "",
    )


def _shifted(day: date, term: Term) -> date:
    """Move by the bare amount: by number of days, or by the calendar for months and years."""
    if term.by_calendar:
        return add_months(day, term.sign * term.amount * (12 if term.unit is Unit.YEARS else 1))
    return _within(day, term.sign * term.amount * (7 if term.unit is Unit.WEEKS else 1))


def _within(day: date, days: int) -> date:
    room = (LATEST - day).days if days > 0 else (day - EARLIEST).days
    if abs(days) > room:
        raise TermError("Il termine finisce fuori dagli anni 1900-2100.")
    return day + timedelta(days=days)


def _counted(start: date, term: Term, rules: Sequence[RuleSet]) -> Count:
    begin = _deferred(start, term, rules) if term.august_suspension else start
    shifted = _shifted(begin, term)
    count = Count(start=start, begin=begin, shifted=shifted, last=shifted, due_on=shifted)
    if term.august_suspension:
        _lengthen(count, term, rules)
    return count


def _lengthen(count: Count, term: Term, rules: Sequence[RuleSet]) -> None:
    """Add each suspension met, which may make the term reach the next one (Cass. 16549/2012)."""
    year = count.begin.year
    while (count.last.year - year) * term.sign >= 0:
        window = suspension_of(year, rules)
        if window and _meets(window, count, term.sign):
            count.windows.append(window)
            count.last = _within(count.last, term.sign * window_days(window))
        year += term.sign


def _deferred(start: date, term: Term, rules: Sequence[RuleSet]) -> date:
    """Move a start inside the suspension to its end, whose next day is the first one counted.

    Days: 1 September is day 1 (Cass. 688/2006). Months: they run from 1 September to the same day of
    the last month (Cass. 14147/2020). Backward terms mirror both.
    """
    window = suspension_around(start, rules)
    if window is None:
        return start
    edge = window[1] if term.sign > 0 else window[0]
    return edge + term.sign * ONE_DAY if term.by_calendar else edge


def _meets(window: tuple[date, date], count: Count, sign: int) -> bool:
    first, last = window
    if sign > 0:
        return last > count.begin and first <= count.last
    return first < count.begin and last >= count.last


def _roll(count: Count, term: Term, rules: Sequence[RuleSet]) -> None:
    """Walk from the last day to the first one on which the term may end, noting what is passed over."""
    count.due_on = count.last
    if term.rolling is Rolling.NEVER:
        return
    step = -1 if term.rolling is Rolling.EARLIER else term.sign
    while reason := _shut(count, term, rules):
        count.passed.append((count.due_on, reason))
        count.due_on = _within(count.due_on, step)


def _shut(count: Count, term: Term, rules: Sequence[RuleSet]) -> str | None:
    # A term moved by a holiday into a suspension it is subject to goes on to its end (Cass. 2258/1985).
    if term.august_suspension and suspension_around(count.due_on, rules):
        count.suspension_passed = True
        return "sospensione feriale"
    return closed_reason(count.due_on, in_hearing=term.in_hearing, rules=rules)
