"""The files of a diary entry, through the gate: who reads the entry opens them."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from cases.diary_reading import get_entry
from cases.permissions import get_case
from cases.views.documents import PREVIEWED, served_file


@require_GET
def attachment_file(request: SignedInRequest, pk: int, entry_pk: int, attachment_pk: int) -> FileResponse:
    """A PDF or a picture is shown, anything else downloaded."""
    case = get_case(request.user, pk)
    entry = get_entry(request.user, case, entry_pk)
    row = get_object_or_404(entry.attachments, pk=attachment_pk)
    return served_file(row, name=f"allegato-{row.pk}", attachment=row.content_type not in PREVIEWED)
