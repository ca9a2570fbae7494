"""Doorbells. Each takes an id, calls one action that may run twice, and the sweeps find what rang unheard."""

from celery import shared_task

from reports import worker  # its hook prepares the children of a worker that only renders
from reports.actions import bulk, opening, receipts, rendering, sending, signing, verification, watching
from reports.models import Edition, EvidenceIndex, FrozenReport, WorkingCopy


@shared_task
def open_due_reports() -> None:
    opening.open_due_reports()


@shared_task(time_limit=worker.render_limits().seconds)
def render_report(frozen_id: int) -> None:
    if rendering.render_report(frozen_id=frozen_id):
        signing.seal_report(frozen_id=frozen_id)
        for dispatch_id in sending.dispatch_ids_of(frozen_id=frozen_id):
            send_dispatch.delay(dispatch_id)


@shared_task(time_limit=worker.render_limits().seconds)
def render_copy(copy_id: int) -> None:
    rendering.render_copy(copy_id=copy_id)


@shared_task(time_limit=worker.render_limits().seconds)
def render_edition(edition_id: int) -> None:
    rendering.render_edition(edition_id=edition_id)


@shared_task(time_limit=worker.render_limits().seconds)
def render_index(index_id: int) -> None:
    rendering.render_index(index_id=index_id)


@shared_task
def render_seal(frozen_id: int) -> None:
    if signing.seal_report(frozen_id=frozen_id):
        for dispatch_id in sending.dispatch_ids_of(frozen_id=frozen_id):
            send_dispatch.delay(dispatch_id)


@shared_task
def render_pending() -> None:
    for frozen_id in rendering.pending_ids(FrozenReport):
        render_report.delay(frozen_id)
    for frozen_id in signing.waiting_for_seal():
        render_seal.delay(frozen_id)
    for copy_id in rendering.pending_ids(WorkingCopy):
        render_copy.delay(copy_id)
    for edition_id in rendering.pending_ids(Edition):
        render_edition.delay(edition_id)
    for index_id in rendering.pending_ids(EvidenceIndex):
        render_index.delay(index_id)


@shared_task
def approve_batch(batch_id: int) -> None:
    """One report at a time, each in its own transaction; the rest waits for the next ring or the sweep."""
    while (item_id := bulk.next_item(batch_id=batch_id)) is not None:
        frozen = bulk.decide(item_id=item_id)
        if frozen is not None:
            render_report.delay(frozen.pk)


@shared_task
def approve_pending() -> None:
    for batch_id in bulk.waiting_batches():
        approve_batch.delay(batch_id)


@shared_task
def send_dispatch(dispatch_id: int) -> None:
    sending.send_dispatch(dispatch_id=dispatch_id)


@shared_task
def send_pending() -> None:
    for dispatch_id in sending.pending_ids():
        send_dispatch.delay(dispatch_id)


@shared_task
def read_receipts() -> None:
    for mailbox_id in receipts.mailboxes_to_read():
        read_mailbox.delay(mailbox_id)


@shared_task
def read_mailbox(mailbox_id: int) -> None:
    receipts.read_mailbox(mailbox_id=mailbox_id)


@shared_task
def watch_dispatches() -> None:
    watching.watch()


@shared_task
def verify_reports() -> None:
    verification.verify_reports()
