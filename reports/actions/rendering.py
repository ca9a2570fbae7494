"""From data to PDF, once: claimed with a lease, finished by a conditional update.

Approved reports, working copies and editions go the same way; each has its own row.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from reports.actions.alarms import close_alarms, raise_alarm
from reports.enums import AlarmKind, Signing
from reports.evidence_index import index_pdf
from reports.models import Edition, EvidenceIndex, FrozenReport, Logo, WorkingCopy
from reports.models.rendering import Rendering
from reports.pdf import RendererMissing, render
from reports.pdf_conformance import ConformanceError
from reports.pdf_text import text_of_pdf
from reports.snapshot import ReportSnapshot
from reports.snapshot_fields import SnapshotError

# What a text can do to the renderer; anything else is a fault of ours and goes up to the log.
RENDER_ERRORS = (RendererMissing, ConformanceError, SnapshotError, RecursionError, MemoryError, ValueError)
# After so many failures a person has to look; the sweep keeps trying, slowly.
TELL_AFTER = 2
WAITING_SINCE: dict[type[Rendering], str] = {
    FrozenReport: "frozen_at",
    WorkingCopy: "requested_at",
    Edition: "made_at",
    EvidenceIndex: "requested_at",
}


def pending_ids(model: type[Rendering] = FrozenReport, *, limit: int = 200) -> list[int]:
    """Rows without their PDF, that no worker holds, oldest first."""
    free = Q(render_lease=None) | Q(render_lease__lt=timezone.now())
    rows = model._default_manager.filter(free, pdf=None).order_by(WAITING_SINCE[model])
    return list(rows.values_list("pk", flat=True)[:limit])


def render_report(*, frozen_id: int) -> bool:
    """Make the PDF of one approved report; True when this call stored it. Safe to run twice at once."""
    return _render(FrozenReport, frozen_id, lambda pdf: {})


def render_copy(*, copy_id: int) -> bool:
    """Make a working copy, with the text a reader of the PDF would find, for the leak scan."""
    return _render(WorkingCopy, copy_id, lambda pdf: {"text": text_of_pdf(pdf)})


@transaction.atomic
def compose_copy(*, copy: WorkingCopy) -> None:
    """Make a working copy here and now, in the caller's transaction: where no worker is at hand (the demo)."""
    snapshot = ReportSnapshot.from_json(copy.snapshot)
    pdf = render(snapshot, logo=_logo(snapshot.letterhead.logo))
    _store(copy, pdf, {"text": text_of_pdf(pdf)})


def render_edition(*, edition_id: int) -> bool:
    """Make the PDF of a copy with omissions."""
    return _render(Edition, edition_id, lambda pdf: {})


def render_index(*, index_id: int) -> bool:
    """Make the index of an evidence bundle."""
    return _render(EvidenceIndex, index_id, lambda pdf: {}, lambda claim: index_pdf(claim.snapshot))


def _composed(claim: Any) -> bytes:
    """The pages of a report's snapshot."""
    snapshot = ReportSnapshot.from_json(claim.snapshot)
    sealed = getattr(claim, "signing", "") == Signing.SEAL
    return render(snapshot, logo=_logo(snapshot.letterhead.logo), signature_field=sealed)


def _render(
    model: type[Rendering],
    pk: int,
    more: Callable[[bytes], dict[str, Any]],
    compose: Callable[[Any], bytes] = _composed,
) -> bool:
    claim: Any = _claim(model, pk)
    if claim is None:
        return False
    try:
        pdf = compose(claim)
    except RENDER_ERRORS as error:
        _failed(claim, type(error).__name__)
        return False
    return _store(claim, pdf, more(pdf))


def _logo(sha256: str) -> bytes:
    found = Logo.objects.filter(sha256=sha256).first() if sha256 else None
    return bytes(found.content) if found else b""


@transaction.atomic
def _store(claim: Any, pdf: bytes, more: dict[str, Any]) -> bool:
    """False when somebody else was quicker, or has taken the row over."""
    rows = type(claim)._default_manager.filter(
        pk=claim.pk, pdf=None, render_attempts=claim.render_attempts, snapshot=claim.snapshot
    )
    stored = rows.update(
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        rendered_at=timezone.now(),
        render_lease=None,
        render_error="",
        **more,
    )
    if stored and isinstance(claim, FrozenReport):
        close_alarms(kinds=[AlarmKind.PDF_FAILED], report=claim.report)
    return bool(stored)


@transaction.atomic(durable=True)
def _claim(model: type[Rendering], pk: int) -> Any:
    """Take the row for as long as the lease lasts; None when it is done or somebody else has it."""
    now = timezone.now()
    free = Q(render_lease=None) | Q(render_lease__lt=now)
    taken = model._default_manager.filter(free, pk=pk, pdf=None).update(
        render_attempts=F("render_attempts") + 1,
        render_lease=now + timedelta(seconds=settings.RENDER_LEASE),
    )
    if not taken:
        return None
    claim = model._default_manager.get(pk=pk)
    if isinstance(claim, FrozenReport) and claim.render_attempts > TELL_AFTER:
        # Earlier workers died or failed on it: somebody should know even if this try works.
        raise_alarm(kind=AlarmKind.PDF_FAILED, report=claim.report, note=claim.render_error)
    return claim


@transaction.atomic
def _failed(claim: Any, error: str) -> None:
    pause = timedelta(minutes=min(60, 5 * claim.render_attempts))
    rows = type(claim)._default_manager.filter(pk=claim.pk, pdf=None, render_attempts=claim.render_attempts)
    if rows.update(render_lease=timezone.now() + pause, render_error=error[:200]) and isinstance(
        claim, FrozenReport
    ):
        raise_alarm(kind=AlarmKind.PDF_FAILED, report=claim.report, note=error)
