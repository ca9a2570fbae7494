"""From the frozen text to the PDF, once. Claimed with a lease, finished by a conditional update."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from reports.actions.alarms import close_alarms, raise_alarm
from reports.enums import AlarmKind
from reports.models import FrozenReport
from reports.pdf import RendererMissing, render
from reports.pdf_conformance import ConformanceError
from reports.snapshot import ReportSnapshot
from reports.snapshot_fields import SnapshotError

# What a text can do to the renderer; anything else is a fault of ours and goes up to the log.
RENDER_ERRORS = (RendererMissing, ConformanceError, SnapshotError, RecursionError, MemoryError, ValueError)
# After so many failures a person has to look; the sweep keeps trying, slowly.
TELL_AFTER = 2


def pending_ids(*, limit: int = 200) -> list[int]:
    """Approved reports without their PDF, that no worker holds, oldest first."""
    free = Q(render_lease=None) | Q(render_lease__lt=timezone.now())
    return list(
        FrozenReport.objects.filter(free, pdf=None).order_by("frozen_at").values_list("pk", flat=True)[:limit]
    )


def render_report(*, frozen_id: int) -> bool:
    """Make the PDF of one approved report; True when this call stored it. Safe to run twice at once."""
    claim = _claim(frozen_id)
    if claim is None:
        return False
    try:
        pdf = render(ReportSnapshot.from_json(claim.snapshot))
    except RENDER_ERRORS as error:
        _failed(claim, type(error).__name__)
        return False
    return _store(claim, pdf)


@transaction.atomic
def _store(claim: FrozenReport, pdf: bytes) -> bool:
    """False when somebody else was quicker, or has taken the row over."""
    stored = FrozenReport.objects.filter(pk=claim.pk, pdf=None, render_attempts=claim.render_attempts).update(
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        rendered_at=timezone.now(),
        render_lease=None,
        render_error="",
    )
    if stored:
        close_alarms(kinds=[AlarmKind.PDF_FAILED], report=claim.report)
    return bool(stored)


@transaction.atomic(durable=True)
def _claim(frozen_id: int) -> FrozenReport | None:
    """Take the row for as long as the lease lasts; None when it is done or somebody else has it."""
    now = timezone.now()
    free = Q(render_lease=None) | Q(render_lease__lt=now)
    taken = FrozenReport.objects.filter(free, pk=frozen_id, pdf=None).update(
        render_attempts=F("render_attempts") + 1,
        render_lease=now + timedelta(seconds=settings.RENDER_LEASE),
    )
    if not taken:
        return None
    claim = FrozenReport.objects.select_related("report").get(pk=frozen_id)
    if claim.render_attempts > TELL_AFTER:
        # Earlier workers died or failed on it: somebody should know even if this try works.
        raise_alarm(kind=AlarmKind.PDF_FAILED, report=claim.report, note=claim.render_error)
    return claim


@transaction.atomic
def _failed(claim: FrozenReport, error: str) -> None:
    pause = timedelta(minutes=min(60, 5 * claim.render_attempts))
    ours = FrozenReport.objects.filter(pk=claim.pk, pdf=None, render_attempts=claim.render_attempts)
    if ours.update(render_lease=timezone.now() + pause, render_error=error[:200]):
        raise_alarm(kind=AlarmKind.PDF_FAILED, report=claim.report, note=error)
