"""Submit, withdraw, return, approve. Approval freezes the text and fills the outbox in one transaction."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reports.actions.outbox import queue_dispatch
from reports.actions.writing import comment, locked
from reports.completeness import missing
from reports.enums import ReportState
from reports.gathering import gather
from reports.models import FrozenReport, Report
from reports.permissions import may_approve
from reports.snapshot_fields import SnapshotError


def _must_be(report: Report, *states: ReportState) -> None:
    """A clear answer for the second of two tabs, two clicks or two approvers."""
    if report.state not in states:
        raise ValidationError(f"La relazione è già in stato «{report.get_state_display()}».")


def _unprintable(report: Report) -> list[str]:
    """Better to hear now than at approval that a text is too long or holds what no page can print."""
    try:
        gather(report, at=timezone.now())
    except SnapshotError as error:
        return [str(error)]
    return []


@transaction.atomic
def submit(*, report: Report, by: User) -> Report:
    """Ask for approval. Raises ValidationError with the completeness list when something is missing."""
    report = locked(report)
    _must_be(report, ReportState.BOZZA, ReportState.RESTITUITA)
    problems = missing(report) or _unprintable(report)
    if problems:
        raise ValidationError(problems)
    report.submit()
    report.author = report.author or by
    report.submitted_by = by
    report.submitted_at = timezone.now()
    report.full_clean(exclude=["state"])
    report.save(update_fields=["state", "author", "submitted_by", "submitted_at"])
    return report


@transaction.atomic
def withdraw(*, report: Report, by: User) -> Report:
    """The author takes the report back before anybody approved it."""
    report = locked(report)
    _must_be(report, ReportState.IN_APPROVAZIONE)
    if by.pk not in (report.author_id, report.submitted_by_id):
        raise PermissionDenied
    report.withdraw()
    report.save(update_fields=["state"])
    return report


@transaction.atomic
def give_back(*, report: Report, by: User, text: str) -> Report:
    """Return the report to its author with what has to change."""
    report = locked(report)
    _must_be(report, ReportState.IN_APPROVAZIONE)
    comment(report=report, by=by, text=text)
    report.give_back()
    report.save(update_fields=["state"])
    return report


@transaction.atomic
def approve(*, report: Report, by: User, at: datetime | None = None) -> FrozenReport:
    """Approve as somebody who wrote nothing of it: text and data freeze, the dispatch enters the outbox.

    Raises PermissionDenied for the author and for whoever does not lead the unit, ValidationError when the
    report is no longer waiting. The database refuses the author too.
    """
    report = locked(report)
    _must_be(report, ReportState.IN_APPROVAZIONE)
    if not may_approve(by, report):
        raise PermissionDenied
    now = (at or timezone.now()).replace(microsecond=0)
    snapshot = gather(report, at=now, approved_by=by)
    frozen = FrozenReport(
        report=report, snapshot=snapshot.to_json(), snapshot_sha256=snapshot.sha256, frozen_at=now
    )
    frozen.full_clean()
    frozen.save()
    report.approve()
    report.approved_by = by
    report.approved_at = now
    report.full_clean(exclude=["state"])
    report.save(update_fields=["state", "approved_by", "approved_at"])
    queue_dispatch(frozen=frozen, at=now)
    return frozen
