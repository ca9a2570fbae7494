"""Asking for the evidence bundle: its index is a PDF, and PDFs are made by the renderer."""

from django.db import transaction
from django.utils import timezone

from reports.evidence import bundle, contents
from reports.models import EvidenceIndex, FrozenReport


@transaction.atomic
def request_index(*, frozen: FrozenReport) -> EvidenceIndex:
    """Ask for the index of what there is now; the one that is there stays if it says the same.

    Raises ValueError when the signed file is no longer what its hash says.
    """
    FrozenReport.objects.select_for_update(no_key=True).only("pk").get(pk=frozen.pk)
    said = contents(frozen)
    found = EvidenceIndex.objects.filter(frozen=frozen).first()
    if found is not None and found.snapshot == said:
        return found
    values = {
        "snapshot": said,
        "requested_at": timezone.now(),
        "pdf": None,
        "pdf_sha256": "",
        "rendered_at": None,
        "render_attempts": 0,
        "render_lease": None,
        "render_error": "",
    }
    index, _ = EvidenceIndex.objects.update_or_create(frozen=frozen, defaults=values)
    return index


def bundle_of(frozen: FrozenReport) -> bytes | None:
    """The bundle with its index; None while there is no index of what there is now."""
    index = EvidenceIndex.objects.filter(frozen=frozen, pdf__isnull=False).first()
    if index is None or index.snapshot != contents(frozen):
        return None
    return bundle(frozen, bytes(index.pdf or b""))
