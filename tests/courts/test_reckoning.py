"""The rules on counting terms are data: the table decides, by date of validity, for every date of the product."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from courts.enums import TermRuleKind
from courts.models import TermRule
from courts.periods import cycles
from courts.reckoning import due, rules_in_force
from courts.terms import RULES, Term, Unit, closed_reason
from courts.terms.rules import suspension_of
from tests.factories.courts import MandateFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


def test_the_table_begins_with_the_calendar_of_the_law() -> None:
    """L. 260/1949 as amended, art. 155 c.5 c.p.c., L. 742/1969: day by day what the pure rules say."""
    rules = rules_in_force()
    day, last = date(2004, 1, 1), date(2032, 12, 31)
    while day <= last:
        assert closed_reason(day, rules=rules) == closed_reason(day, rules=RULES), day
        day += timedelta(days=1)
    years = range(1990, 2033)
    assert [suspension_of(year, rules) for year in years] == [suspension_of(year) for year in years]


def test_san_francesco_is_a_holiday_from_2026() -> None:
    """L. 151/2025. 4 October 2027 is a Monday; 4 October 2021 was one too, and a working day."""
    assert due(date(2027, 9, 4), Term(30, Unit.DAYS)).due_on == date(2027, 10, 5)
    assert due(date(2021, 9, 4), Term(30, Unit.DAYS)).due_on == date(2021, 10, 4)


def test_a_rule_changed_in_the_table_changes_the_dates() -> None:
    feast = TermRule.objects.get(source="L. 151/2025")
    feast.valid_to = date(2026, 12, 31)
    feast.save()
    assert due(date(2027, 9, 4), Term(30, Unit.DAYS)).due_on == date(2027, 10, 4)
    stop = TermRule.objects.get(kind=TermRuleKind.SUSPENSION, valid_to=None)
    stop.last_day = 20
    stop.save()
    suspended = Term(60, Unit.DAYS, august_suspension=True)
    assert due(date(2026, 7, 10), suspended).due_on == date(2026, 9, 28)
    TermRule.objects.filter(kind=TermRuleKind.SATURDAY).update(valid_to=date(2026, 8, 31))
    saturday = due(date(2026, 9, 10), Term(30, Unit.DAYS))
    assert saturday.due_on == date(2026, 10, 10)


def test_the_cycles_of_a_mandate_follow_the_table() -> None:
    mandate = MandateFactory(starts_on=date(2027, 9, 4), first_term_amount=30)
    assert next(cycles(mandate)).due.due_on == date(2027, 10, 5)
    TermRule.objects.create(
        kind=TermRuleKind.HOLIDAY, label="Festa di prova", first_day=5, first_month=10, source="Prova"
    )
    found = next(cycles(mandate))
    assert found.due.due_on == date(2027, 10, 6)


def test_the_command_counts_by_the_table(capsys) -> None:
    TermRule.objects.filter(source="L. 151/2025").update(valid_to=date(2026, 12, 31))
    call_command("term", "2027-09-04", days="30")
    assert capsys.readouterr().out.startswith("2027-10-04")


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"kind": "festivita", "first_day": 31, "first_month": 2}, "first_day"),
        ({"kind": "sospensione", "first_day": 1, "first_month": 8}, "last_day"),
        ({"kind": "pasqua"}, "after_easter"),
        ({"kind": "sabato", "valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "__all__"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(fields, faulty) -> None:
    with pytest.raises(ValidationError) as refusal:
        TermRule(label="Prova", source="Prova", **fields).full_clean()
    assert faulty in refusal.value.message_dict


def test_nobody_counts_past_the_table() -> None:
    """Only who takes the rules along may call the pure reckoning of days."""
    allowed = {"courts/reckoning.py", "courts/periods.py", "courts/management/commands/term.py"}
    offenders = []
    for app in ("cases", "courts", "services", "peipa", "reports", "config"):
        for path in (ROOT / app).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if name in allowed or name.startswith("courts/terms/"):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("courts.terms"):
                    names = {alias.name for alias in node.names}
                    if names & {"due", "nth_period", "is_working_day", "closed_reason", "holiday_name"}:
                        offenders.append(name)
    assert not offenders, f"Ask courts.reckoning: {offenders}"
