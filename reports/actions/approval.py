"""Submit, withdraw, return, approve. Approval freezes the text and fills the outbox in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reports.actions.copies import is_ready, last_copy, request_copy
from reports.actions.leaks import findings, standing
from reports.actions.outbox import queue_dispatches
from reports.actions.readdressing import address_again
from reports.actions.weight import too_heavy
from reports.actions.writing import comment, locked
from reports.completeness import missing
from reports.enums import ReportState
from reports.gathering import gather
from reports.models import Block, FrozenReport, Report
from reports.permissions import may_approve, may_sign_second, second_profession
from reports.snapshot import ReportSnapshot
from reports.snapshot_fields import SnapshotError
from reports.stationery import signing_of


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
    request_copy(report=report, at=report.submitted_at)
    return report


@transaction.atomic
def sign_second(*, report: Report, by: User) -> Report:
    """The second signature, where the kind of report asks for one: what is signed cannot change under it.

    Raises PermissionDenied for the author, another profession and who does not work on the cases; the
    database refuses author and approver too. Return and withdrawal take the signature away.
    """
    report = locked(report)
    _must_be(report, ReportState.IN_APPROVAZIONE)
    if not may_sign_second(by, report):
        raise PermissionDenied
    report.second_signed_by = by
    report.second_signed_at = timezone.now()
    report.full_clean(exclude=["state"])
    report.save(update_fields=["second_signed_by", "second_signed_at"])
    return report


def _unsigned(report: Report) -> None:
    report.second_signed_by = report.second_signed_at = None


@transaction.atomic
def withdraw(*, report: Report, by: User) -> Report:
    """The author takes the report back before anybody approved it."""
    report = locked(report)
    _must_be(report, ReportState.IN_APPROVAZIONE)
    if by.pk not in (report.author_id, report.submitted_by_id):
        raise PermissionDenied
    report.withdraw()
    _unsigned(report)
    address_again(report)
    report.save(update_fields=["state", "recipient", "second_signed_by", "second_signed_at"])
    return report


@transaction.atomic
def give_back(*, report: Report, by: User, text: str, on_blocks: Mapping[Block, str] | None = None) -> Report:
    """Return the report to its author with what has to change, as a whole and paragraph by paragraph."""
    report = locked(report)
    _must_be(report, ReportState.IN_APPROVAZIONE)
    comment(report=report, by=by, text=text)
    for block, words in (on_blocks or {}).items():
        comment(report=report, by=by, text=words, block=block)
    report.give_back()
    _unsigned(report)
    address_again(report)
    report.save(update_fields=["state", "recipient", "second_signed_by", "second_signed_at"])
    return report


@transaction.atomic
def approve(*, report: Report, by: User, at: datetime | None = None) -> FrozenReport:
    """Approve as somebody who wrote nothing of it: text and data freeze, the dispatch enters the outbox.

    Raises PermissionDenied for the author, the second signer and whoever does not lead the unit;
    ValidationError when the report is no longer waiting, the second signature is missing, the PDF of this very
    text was not made yet, or something protected stands in it. The database refuses the author too.
    """
    report = locked(report)
    _must_be(report, ReportState.IN_APPROVAZIONE)
    if not may_approve(by, report):
        raise PermissionDenied
    now = (at or timezone.now()).replace(microsecond=0)
    snapshot = gather(report, at=now, approved_by=by)
    problems = hindrances(report, snapshot, by)
    if problems:
        raise ValidationError(problems)
    frozen = FrozenReport(
        report=report,
        snapshot=snapshot.to_json(),
        snapshot_sha256=snapshot.sha256,
        frozen_at=now,
        signing=signing_of(report),
    )
    frozen.full_clean()
    frozen.save()
    report.approve()
    report.approved_by = by
    report.approved_at = now
    report.full_clean(exclude=["state"])
    report.save(update_fields=["state", "approved_by", "approved_at"])
    queue_dispatches(frozen=frozen, at=now)
    return frozen


def hindrances(report: Report, snapshot: ReportSnapshot, by: User) -> list[str]:
    """What keeps a waiting report from being approved by `by`, in words."""
    problems = []
    wanted = second_profession(report)
    if wanted is not None and report.second_signed_by_id is None:
        problems.append(f"Manca la seconda firma ({wanted.label.lower()}).")
    problems += too_heavy(report, last_copy(report))
    if not is_ready(report, snapshot):
        problems.append("Il PDF di questo testo non è ancora pronto: va composto e letto prima di approvare.")
    return problems + standing(findings(report, snapshot=snapshot), by=by)
