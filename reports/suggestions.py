"""Which cases a message from outside is probably about: those of the report it answers, of the numbers it names."""

import re

from django.db.models import Q, QuerySet

from accounts.models import User
from cases.models import Case
from cases.permissions import changeable_cases, saw
from courts.models import ProceedingNumber
from reports.models import IncomingMail, Report

MOST = 8
NUMBER = re.compile(r"(?<!\d)(\d{1,6})(?:-\d{1,2})?\s*/\s*((?:19|20)\d{2})(?!\d)")


def suggested_cases(user: User, mail: IncomingMail, text: str) -> list[Case]:
    """Cases `user` may write on that the message seems to be about, the surest first. Three queries at most."""
    rows = changeable_cases(user).select_related("person", "unit")
    found = list(rows.filter(_answered(mail) | _named(f"{mail.subject} {text[:3000]}")).order_by("pk")[:MOST])
    saw(case.pk for case in found)
    return found


def case_by_reference(user: User, typed: str) -> Case | None:
    """The case with this number, if `user` may write on it: `2026/14` and `2026/00014` are the same."""
    match = re.fullmatch(r"\s*(\d{4})\s*/\s*(\d{1,6})\s*", typed)
    if match is None:
        return None
    year, number = match[1], int(match[2])
    names = {f"{year}/{number}", f"{year}/{number:05d}", typed.strip()}
    case = changeable_cases(user).select_related("person", "unit").filter(reference__in=names).first()
    if case is not None:
        saw([case.pk])
    return case


def _answered(mail: IncomingMail) -> Q:
    if mail.answers is None:
        return Q(pk=None)
    return Q(
        pk__in=Report.covered.through._default_manager.filter(report=mail.answers.frozen.report_id).values(
            "case"
        )
    )


def _named(text: str) -> Q:
    """Cases of proceedings whose number stands in the text, whatever the register."""
    found = {(int(number), int(year)) for number, year in NUMBER.findall(text)}
    if not found:
        return Q(pk=None)
    wanted = Q()
    for number, year in found:
        wanted |= Q(number=number, year=year)
    numbers: QuerySet[ProceedingNumber] = ProceedingNumber.objects.filter(wanted)
    return Q(pk__in=numbers.values("proceeding__cases"))
