"""Opening a report in good time before its deadline, filled from the record of the period."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Case, TeamMember
from courts.actions.deadlines import mandate_cycles_due
from courts.actions.juvenile import final_reports_due
from courts.enums import MandateKind
from courts.models import Mandate, Office
from courts.periods import Cycle
from reports.drafting.collect import first_draft, pieces_of, put
from reports.enums import PENDING_STATES, ReportKind
from reports.kinds import FINAL, kind_for
from reports.models import Report
from reports.outlines import outline_for, sections_of


def open_due_reports(*, today: date | None = None) -> list[Report]:
    """Open every report whose deadline is near and that is not open yet; final reports of juvenile projects too.

    Swept by state: what a dead scheduler missed is opened at the next run, and nothing is opened twice
    (one report per mandate and cycle, in the database).
    """
    day, lead = today or timezone.localdate(), settings.REPORT_OPENS_DAYS_BEFORE
    opened = [
        *(
            open_final_report(mandate=mandate, due_on=on, today=day)
            for mandate, on in final_reports_due(day, lead)
        ),
        *(
            open_report(mandate=mandate, cycle=cycle, by=None, today=day)
            for mandate, cycle in mandate_cycles_due(day, lead)
        ),
    ]
    return [report for report in opened if report is not None]


@transaction.atomic
def open_report(
    *, mandate: Mandate, cycle: Cycle, by: User | None, today: date | None = None
) -> Report | None:
    """Open the report of one cycle and fill its first draft; None when it is open already.

    `by` is None for the scheduled job. The author is who is responsible for the case today.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if Report.objects.filter(mandate=mandate, cycle=cycle.n).exists():
        return None
    cases = list(mandate.cases.select_related("person").order_by("pk"))
    day = today or timezone.localdate()
    kind = kind_for(mandate, cycle.n)
    if kind in FINAL.values() and _taken_by_final(mandate, cycle):
        return None
    report = Report(
        case=cases[0],
        mandate=mandate,
        cycle=cycle.n,
        recipient=mandate.recipient,
        kind=kind,
        outline=outline_for(kind, day),
        period_from=cycle.period_from,
        period_to=max(cycle.period_from, min(cycle.period_to, day)),
        due_on=cycle.due.due_on,
        author=by or _responsible(cases[0], day),
    )
    return _filled(report, cases)


@transaction.atomic
def open_final_report(*, mandate: Mandate, due_on: date, today: date | None = None) -> Report | None:
    """Open the final report of a juvenile project, about all of it; None when it has ever had one.

    Art. 28 D.P.R. 448/1988 and art. 25 R.D.L. 1404/1934: the judge hears of the project before its end.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if Report.objects.filter(mandate=mandate, kind__in=FINAL.values()).exists():
        return None
    project, day = mandate.juvenile_project, today or timezone.localdate()
    kind, cases = (
        FINAL[MandateKind(mandate.kind)],
        list(mandate.cases.select_related("person").order_by("pk")),
    )
    report = Report(
        case=cases[0],
        mandate=mandate,
        recipient=mandate.recipient,
        kind=kind,
        outline=outline_for(kind, day),
        period_from=min(project.starts_on, day),
        period_to=min(project.ends_on, day),
        due_on=due_on,
        author=_responsible(cases[0], day),
    )
    return _filled(report, cases)


def _taken_by_final(mandate: Mandate, cycle: Cycle) -> bool:
    """Whether the final report of the project, open already, answers this last period as well: it does now."""
    rows = Report.objects.filter(mandate=mandate, cycle=None, kind__in=FINAL.values(), corrects=None)
    report = rows.select_for_update(of=("self",)).filter(state__in=sorted(PENDING_STATES)).first()
    if report is None:
        return False
    report.cycle, report.due_on = cycle.n, min(report.due_on, cycle.due.due_on)
    report.save(update_fields=["cycle", "due_on"])
    return True


@transaction.atomic
def open_by_hand(
    *,
    case: Case,
    children: Iterable[Case],
    kind: ReportKind,
    recipient: Office,
    period_from: date,
    period_to: date,
    due_on: date,
    by: User,
    mandate: Mandate | None = None,
) -> Report:
    """Open a report no term asks for: a segnalazione, an urgent one, a proposal. Filled like any other.

    It answers no cycle, so its delivery closes no deadline. ValidationError beside the field when the period
    is reversed or goes beyond today, or when the mandate is not about all the children.
    """
    cases = sorted({case.pk: case for case in (case, *children)}.values(), key=lambda row: row.pk)
    if period_to < period_from:
        raise ValidationError({"period_to": "La fine del periodo non può precedere l'inizio."})
    if period_to > timezone.localdate():
        raise ValidationError({"period_to": "Il periodo non può finire nel futuro."})
    if mandate is not None and mandate.cases.filter(pk__in=[row.pk for row in cases]).count() != len(cases):
        raise ValidationError({"mandate": "L'incarico non riguarda tutti i minori indicati."})
    report = Report(
        case=case,
        mandate=mandate,
        recipient=recipient,
        kind=kind,
        outline=outline_for(kind, timezone.localdate()),
        period_from=period_from,
        period_to=period_to,
        due_on=due_on,
        author=by,
    )
    return _filled(report, cases)


def _filled(report: Report, cases: list[Case]) -> Report:
    """Store a new report with its first draft."""
    report.full_clean(exclude=["state"])
    report.save()
    report.covered.set(cases)
    pieces = pieces_of(report, cases)
    put(report, first_draft(report, sections_of(report), pieces), pieces)
    return report


def _responsible(case: Case, day: date) -> User | None:
    member = (
        TeamMember.objects.in_force(day).filter(case=case, responsible=True).select_related("user").first()
    )
    return member.user if member else None
