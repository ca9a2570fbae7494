"""Approving several reports after reading each: every one on its own merits, refused one by one with the reason."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reports.actions.alarms import readable
from reports.actions.approval import approve
from reports.enums import BatchState
from reports.models import ApprovalBatch, BatchItem, FrozenReport, Reading, Report

MOST = 300
NOT_READ = "Non hai ancora aperto questa versione: leggila e riprova."
NOT_YOURS = "Non puoi approvare questa relazione: l'hai scritta tu o non coordini la sua unità."


@transaction.atomic
def note_reading(*, report: Report, by: User) -> Reading | None:
    """Somebody has opened the text that waits for approval; None when none waits. Safe to repeat."""
    if report.submitted_at is None or report.state != "in_approvazione":
        return None
    reading, _ = Reading.objects.get_or_create(report=report, user=by, submitted_at=report.submitted_at)
    return reading


@transaction.atomic
def start_batch(*, reports: Iterable[Report], by: User) -> ApprovalBatch:
    """Ask for the approval of these reports; a worker goes through them. Raises ValidationError for none."""
    rows = list(reports)[:MOST]
    if not rows:
        raise ValidationError("Scegli almeno una relazione da approvare.")
    batch = ApprovalBatch.objects.create(by=by)
    BatchItem.objects.bulk_create([BatchItem(batch=batch, report=report) for report in rows])
    return batch


def waiting_batches() -> list[int]:
    """Batches with reports nobody has decided yet."""
    rows = BatchItem.objects.filter(state=BatchState.IN_ATTESA).order_by("batch").distinct()
    return list(rows.values_list("batch", flat=True))


def next_item(*, batch_id: int) -> int | None:
    """The next undecided report of a batch; None when all are decided."""
    rows = BatchItem.objects.filter(batch=batch_id, state=BatchState.IN_ATTESA).order_by("pk")
    return rows.values_list("pk", flat=True).first()


@transaction.atomic
def decide(*, item_id: int) -> FrozenReport | None:
    """Approve one report of a batch, or write down why not. Safe to run twice: the second finds it decided.

    The rights are those that the approver has now, and the version read must be the one that waits.
    """
    item = (
        BatchItem.objects.select_for_update(of=("self",))
        .select_related("batch__by", "report")
        .get(pk=item_id)
    )
    if item.state != BatchState.IN_ATTESA:
        return None
    frozen, reason = _approved(item.report, item.batch.by)
    item.state = BatchState.APPROVATA if frozen else BatchState.NON_APPROVATA
    item.reason, item.done_at = readable(reason), timezone.now()
    item.save(update_fields=["state", "reason", "done_at"])
    return frozen


def _approved(report: Report, by: User) -> tuple[FrozenReport | None, str]:
    readings = Reading.objects.filter(report=report, user=by).values_list("submitted_at", flat=True)
    if report.state == "in_approvazione" and report.submitted_at not in set(readings):
        return None, NOT_READ
    try:
        with transaction.atomic():
            return approve(report=report, by=by), ""
    except PermissionDenied:
        return None, NOT_YOURS
    except ValidationError as error:
        return None, " ".join(error.messages)
