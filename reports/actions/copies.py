"""The working copy of a report: the PDF that is read and searched before anybody approves it."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone

from reports.gathering import gather
from reports.models import Report, WorkingCopy
from reports.snapshot import ReportSnapshot


@transaction.atomic
def request_copy(*, report: Report, at: datetime | None = None) -> WorkingCopy:
    """Ask for a PDF of the report as it stands; the one that is there stays if it says the same.

    Raises SnapshotError when the text cannot be printed.
    """
    now = at or timezone.now()
    snapshot = gather(report, at=now)
    copy = WorkingCopy.objects.select_for_update().filter(report=report).first()
    if copy is not None and copy.content_sha256 == snapshot.content_sha256:
        return copy
    values = {
        "snapshot": snapshot.to_json(),
        "content_sha256": snapshot.content_sha256,
        "requested_at": now,
        "text": "",
        "pdf": None,
        "pdf_sha256": "",
        "rendered_at": None,
        "render_attempts": 0,
        "render_lease": None,
        "render_error": "",
    }
    copy, _ = WorkingCopy.objects.update_or_create(report=report, defaults=values)
    return copy


def last_copy(report: Report) -> WorkingCopy | None:
    """The working copy there is, of whatever content, whether its PDF is made or not; of the bytes the number."""
    size = {"pdf_bytes": Length("pdf")}
    copies = WorkingCopy.objects.defer("pdf", "snapshot", "text").annotate(**size)
    return copies.filter(report=report).first()


def copy_of(report: Report, snapshot: ReportSnapshot) -> WorkingCopy | None:
    """The same, if it is of this very content."""
    copy = last_copy(report)
    return copy if copy is not None and copy.content_sha256 == snapshot.content_sha256 else None


def is_ready(report: Report, snapshot: ReportSnapshot) -> bool:
    """Whether the PDF of this very content was made and can be read."""
    copy = copy_of(report, snapshot)
    return copy is not None and bool(copy.pdf_sha256)
