"""The cycles of a mandate: which reports it asks for, when each falls due, and what period each covers.

Arithmetic over a mandate's numbers; the legal counting is `courts.terms`, by the rules of the table unless
others are given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Protocol

from courts.enums import MandateKind, TermUnit
from courts.reckoning import rules_in_force
from courts.terms import DueDate, RuleSet, Term, Unit, due, nth_period

ONE_DAY = timedelta(days=1)


class MandateNumbers(Protocol):
    """What of a mandate its cycles depend on."""

    kind: str
    starts_on: date
    first_term_amount: int | None
    first_term_unit: str
    every_months: int | None
    ends_on: date | None
    august_suspension: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """One report the mandate asks for. `period_to` is the last day before holidays moved the due date."""

    n: int
    due: DueDate
    period_from: date
    period_to: date
    title: str


class NoSuchCycleError(LookupError):
    """The mandate has no cycle with this number: it ended before, or asks for nothing periodic."""


def cycle(mandate: MandateNumbers, n: int, rules: Sequence[RuleSet] | None = None) -> Cycle:
    """The `n`-th cycle, from 1. Raises NoSuchCycleError if the mandate does not reach it."""
    for found in cycles(mandate, rules):
        if found.n == n:
            return found
    raise NoSuchCycleError(n)


def cycles(mandate: MandateNumbers, rules: Sequence[RuleSet] | None = None) -> Iterator[Cycle]:
    """Every cycle in order; without end for a periodic mandate that has none.

    Cycle 1 is the first term when there is one; the others are the periods counted from `starts_on`, those
    that fall due after the first term. A cycle belongs to the mandate if its last day, before holidays move
    it, is not after `ends_on`. Raises courts.terms.TermError outside 1900-2100.
    """
    start = mandate.starts_on
    for n, (found, title) in enumerate(_dues(mandate, rules or rules_in_force()), start=1):
        if mandate.ends_on is not None and found.nominal_on > mandate.ends_on:
            return
        yield Cycle(n, found, start, found.nominal_on, title)
        start = found.nominal_on + ONE_DAY


def first_due(mandate: MandateNumbers, rules: Sequence[RuleSet]) -> DueDate | None:
    """When the first term falls due; None without a first term. Art. 155 c.p.c.

    The August suspension, when chosen, touches this term only: periods are durations.
    """
    if mandate.first_term_amount is None:
        return None
    unit = Unit.MONTHS if mandate.first_term_unit == TermUnit.MONTHS else Unit.DAYS
    term = Term(mandate.first_term_amount, unit, august_suspension=mandate.august_suspension)
    return due(mandate.starts_on, term, rules=rules)


def _dues(mandate: MandateNumbers, rules: Sequence[RuleSet]) -> Iterator[tuple[DueDate, str]]:
    first = first_due(mandate, rules)
    if first is not None:
        yield first, _title(mandate.kind, None)
    if mandate.every_months is None:
        return
    updates = count(1)
    for k in count(1):
        found = nth_period(mandate.starts_on, mandate.every_months, k, rules=rules)
        if first is None or found.due_on > first.due_on:
            yield found, _title(mandate.kind, next(updates))


def _title(kind: str, update: int | None) -> str:
    label = MandateKind(kind).label
    if update is None:
        return f"Relazione: {label[0].lower()}{label[1:]}"
    if kind == MandateKind.AGGIORNAMENTO:
        return f"{label} n. {update}"
    return f"Aggiornamento n. {update}: {label[0].lower()}{label[1:]}"
