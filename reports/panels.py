"""What reports add to the pages of the lower apps: *Oggi*, the *Sintesi* of a case, its closing, its documents."""

from collections.abc import Collection

from django.db.models import Case as Either
from django.db.models import Exists, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from accounts.permissions import roles_of
from cases.models import Case
from cases.panels import Panel, Row
from cases.permissions import saw
from reports import board
from reports.enums import PENDING_STATES, WRITABLE_STATES, ReportState
from reports.models import Block, Dispatch, Report
from reports.pec.states import DispatchState
from reports.permissions import visible_reports, with_children
from reports.reckoned import explained

MOST = 10
TO_DELIVER = "Da depositare"


def _children(report: Report) -> str:
    """Who the report is about; naming them is showing them."""
    cases = list(report.covered.all())
    saw(case.pk for case in cases)
    return ", ".join(case.person.full_name for case in cases)


def _row(report: Report) -> Row:
    deliver = getattr(report, "to_deliver", False)
    return Row(
        label=f"{report.get_kind_display()}: {_children(report)}",
        url=report.get_absolute_url(),
        note=f"entro il {report.due_on:%d/%m/%Y}",
        why=report.why_due,
        badge=TO_DELIVER if deliver else report.get_state_display(),
        tone="waiting" if deliver else ReportState(report.state).tone,
    )


def of_user(user: User) -> list[Panel]:
    """What waits for this person: to approve, for who leads; to write, to mend and to deliver. Two queries."""
    rows = list(_waiting_for(user))
    approve = [row for row in rows if row.state == ReportState.IN_APPROVAZIONE]
    to_write = Panel(
        title="Relazioni da scrivere o da depositare",
        rows=[_row(row) for row in rows if row.state != ReportState.IN_APPROVAZIONE],
        empty="Nessuna relazione da scrivere: si apriranno da sole prima delle scadenze.",
    )
    if not roles_of(user).lead_units:
        return [to_write]
    asked = [_row(row) for row in approve]
    return [Panel(title="Relazioni da approvare", rows=asked, empty="Nulla da approvare."), to_write]


def _waiting_for(user: User) -> QuerySet[Report]:
    """The first of each list: of those to approve the longest waiting, of the others the soonest due."""
    manual = Dispatch.objects.filter(
        frozen__report=OuterRef("pk"), state=DispatchState.DA_DEPOSITARE.value, replaced_by=None
    )
    led = Q(case__unit__in=roles_of(user).lead_units)
    waits = Q(state=ReportState.IN_APPROVAZIONE)
    mine = Q(author=user, state__in=sorted(WRITABLE_STATES)) | (Q(author=user) | led) & Q(to_deliver=True)
    order = ["asked_at", "due_on", "pk"]
    return (
        explained(with_children(visible_reports(user), user))
        .annotate(to_deliver=Exists(manual), asked_at=Either(When(waits, then="submitted_at")))
        .filter(mine & ~waits | led & waits)
        .annotate(
            place=Window(RowNumber(), partition_by=[Either(When(waits, then=1), default=0)], order_by=order)
        )
        .filter(place__lte=MOST)
        .order_by(*order)
    )


def alarms(user: User) -> Panel | None:
    """What keeps approved reports from their proof of delivery."""
    if not roles_of(user).lead_units:
        return None
    rows = []
    for alarm in board.alarms(user)[:MOST]:
        if alarm.report is not None:
            saw([alarm.report.case_id])
        rows.append(
            Row(
                label=alarm.get_kind_display(),
                url=alarm.report.get_absolute_url() if alarm.report else "",
                note=f"Relazione n. {alarm.report_id}" if alarm.report else f"Casella {alarm.mailbox}",
            )
        )
    return Panel(title="Allarmi sulle consegne", rows=rows, alarm=True) if rows else None


def of_case(user: User, case: Case) -> Panel:
    """The latest reports about one child."""
    rows = (
        explained(with_children(visible_reports(user), user)).filter(covered=case).order_by("-due_on", "-pk")
    )
    return Panel(
        title="Relazioni",
        rows=[_row(report) for report in rows[:3]],
        empty="Nessuna relazione per questo fascicolo.",
    )


def blockers(case: Case) -> list[str]:
    """Why a case with a report still being written cannot be closed."""
    count = Report.objects.filter(covered=case, state__in=sorted(PENDING_STATES)).count()
    if not count:
        return []
    if count == 1:
        return ["Una relazione al Tribunale non è ancora approvata."]
    return [f"{count} relazioni al Tribunale non sono ancora approvate."]


def citing(documents: Collection[int]) -> list[str]:
    """Why a document that a report names as the source of a fact cannot be taken away."""
    rows = Block.objects.filter(document__in=documents).exclude(report__state=ReportState.ANNULLATA)
    found = rows.order_by("report").values_list("report", "report__state").distinct()
    return [
        f"È l'allegato di un fatto della relazione n. {number}, "
        + (
            "già approvata."
            if state == ReportState.APPROVATA
            else "non ancora approvata: toglilo prima da lì."
        )
        for number, state in found
    ]
