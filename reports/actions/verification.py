"""Every hash of the approved reports, computed again: text, data, PDF, signed files, editions, messages, receipts."""

import hashlib
from collections.abc import Iterator
from email import message_from_bytes, policy

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reports.actions.alarms import close_alarms, raise_alarm
from reports.enums import AlarmKind, SignedForm
from reports.models import Dispatch, FrozenReport, HashCheck, Report
from reports.pades import enclosed
from reports.snapshot import ReportSnapshot
from reports.snapshot_fields import SnapshotError, clean_text, texts

CHUNK = 20


def verify_reports() -> HashCheck:
    """Compute every hash again and record what differs. Reads a few reports at a time.

    A report that differs gets an alarm, which closes when a later check finds it right again.
    """
    started = timezone.now()
    mismatches: list[dict[str, object]] = []
    reports = files = 0
    for frozen in _approved().iterator(chunk_size=CHUNK):
        found = list(_differences(frozen))
        files += _files_of(frozen)
        reports += 1
        mismatches += [{"report": frozen.report_id, "what": what} for what in found]
        _tell(frozen.report, found)
    run = HashCheck(
        started_at=started,
        finished_at=timezone.now(),
        reports=reports,
        files=files,
        mismatches=mismatches,
    )
    run.full_clean(exclude=["mismatches"])
    run.save()
    return run


def _approved() -> QuerySet[FrozenReport]:
    return (
        FrozenReport.objects.select_related("report", "signed")
        .prefetch_related("report__blocks", "editions", "dispatches__receipts")
        .order_by("pk")
    )


@transaction.atomic
def _tell(report: Report, found: list[str]) -> None:
    if found:
        raise_alarm(kind=AlarmKind.HASH_MISMATCH, report=report, note="; ".join(found))
    else:
        close_alarms(kinds=[AlarmKind.HASH_MISMATCH], report=report)


def _differences(frozen: FrozenReport) -> Iterator[str]:
    """In words, what of one approved report is not what it was."""
    if _sha256(frozen.snapshot.encode()) != frozen.snapshot_sha256:
        yield "dati della relazione"
    yield from _text_differences(frozen)
    if frozen.pdf is not None and _sha256(frozen.pdf) != frozen.pdf_sha256:
        yield "PDF approvato"
    signed = getattr(frozen, "signed", None)
    if signed is not None:
        if _sha256(signed.content) != signed.sha256:
            yield "file firmato"
        elif enclosed(bytes(signed.content), SignedForm(signed.form), bytes(frozen.pdf or b"")) is None:
            yield "file firmato: non contiene il PDF approvato"
    for edition in frozen.editions.all():
        if _sha256(edition.snapshot.encode()) != edition.snapshot_sha256:
            yield f"dati della copia con omissis n. {edition.pk}"
        if edition.pdf is not None and _sha256(edition.pdf) != edition.pdf_sha256:
            yield f"PDF della copia con omissis n. {edition.pk}"
    for dispatch in frozen.dispatches.all():
        yield from _dispatch_differences(frozen, dispatch)


def _text_differences(frozen: FrozenReport) -> Iterator[str]:
    """The text as it stands in its own rows, against the data the PDF was made from."""
    try:
        snapshot = ReportSnapshot.from_json(frozen.snapshot)
    except SnapshotError:
        yield "dati della relazione: non leggibili"
        return
    if snapshot.sha256 != frozen.snapshot_sha256:
        yield "dati della relazione: forma"
    printed = set(texts(snapshot))
    written = [block.text for block in frozen.report.blocks.all()] + [frozen.report.proposals]
    try:
        if any(text.strip() and clean_text(text) not in printed for text in written):
            yield "testo della relazione"
    except SnapshotError:
        yield "testo della relazione"


def _dispatch_differences(frozen: FrozenReport, dispatch: Dispatch) -> Iterator[str]:
    if dispatch.message is not None and not _carries(bytes(dispatch.message), frozen):
        yield f"messaggio dell'invio n. {dispatch.pk}"
    for receipt in dispatch.receipts.all():
        if _sha256(receipt.raw) != receipt.sha256:
            yield f"ricevuta n. {receipt.pk}"


def _carries(message: bytes, frozen: FrozenReport) -> bool:
    """Whether an attachment of the message is the approved PDF, or its signed form."""
    signed = getattr(frozen, "signed", None)
    wanted = {frozen.pdf_sha256} | ({signed.sha256} if signed is not None else set())
    return any(_sha256(content) in wanted for content in _attached(message))


def _attached(message: bytes) -> Iterator[bytes]:
    for part in message_from_bytes(message, policy=policy.default).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content


def _files_of(frozen: FrozenReport) -> int:
    """How many stored files were read."""
    dispatches = frozen.dispatches.all()
    return (
        (frozen.pdf is not None)
        + hasattr(frozen, "signed")
        + sum(edition.pdf is not None for edition in frozen.editions.all())
        + sum(dispatch.message is not None for dispatch in dispatches)
        + sum(len(dispatch.receipts.all()) for dispatch in dispatches)
    )


def _sha256(content: bytes | memoryview) -> str:
    return hashlib.sha256(content).hexdigest()
