"""Legal arithmetic: dates in, dates out, each with its explanation in Italian. No database, no Django.

``due`` for days, weeks, months and years; ``due_at`` for hours; ``nth_period`` for recurring duties.
What is computed how, and what is uncertain: docs/decisions/0002-legal-terms.md.
"""

from courts.terms.arithmetic import SUSPENSION_NOTE, add_months, due, nth_period
from courts.terms.hours import ROME, DueMoment, due_at, in_rome
from courts.terms.model import Direction, DueDate, Rolling, Term, Unit
from courts.terms.rules import RULES, Holiday, RuleSet, TermError, closed_reason, holiday_name, is_working_day

__all__ = [
    "ROME",
    "RULES",
    "SUSPENSION_NOTE",
    "Direction",
    "DueDate",
    "DueMoment",
    "Holiday",
    "Rolling",
    "RuleSet",
    "Term",
    "TermError",
    "Unit",
    "add_months",
    "closed_reason",
    "due",
    "due_at",
    "holiday_name",
    "in_rome",
    "is_working_day",
    "nth_period",
]
