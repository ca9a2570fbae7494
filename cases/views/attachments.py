"""The files of a diary entry, through the gate: who reads the entry opens them, who corrects it takes them away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from cases.actions.attachments import withdraw_attachment
from cases.diary_reading import get_entry, may_correct
from cases.forms.document import WithdrawForm
from cases.models import DiaryAttachment
from cases.permissions import get_case, get_case_to_change
from cases.views.documents import PREVIEWED, served_file
from cases.views.page import form_page

GOES = "Il file non si apre più da nessuna pagina; che c'era, chi l'ha tolto e perché resta scritto nell'annotazione."


@require_GET
def attachment_file(request: SignedInRequest, pk: int, entry_pk: int, attachment_pk: int) -> FileResponse:
    """A PDF or a picture is shown, anything else downloaded."""
    case = get_case(request.user, pk)
    entry = get_entry(request.user, case, entry_pk)
    row = get_object_or_404(DiaryAttachment, pk=attachment_pk, entry=entry)
    return served_file(row, name=f"allegato-{row.pk}", attachment=row.content_type not in PREVIEWED)


@require_http_methods(["GET", "POST"])
def attachment_withdraw(
    request: SignedInRequest, pk: int, entry_pk: int, attachment_pk: int
) -> HttpResponseBase:
    """Take away a file that came with the entry by mistake."""
    case = get_case_to_change(request.user, pk)
    entry = get_entry(request.user, case, entry_pk)
    row = get_object_or_404(DiaryAttachment, pk=attachment_pk, entry=entry)
    if not may_correct(request.user, entry):
        raise PermissionDenied
    form, back = WithdrawForm(request.POST or None), reverse("cases:diary_entry", args=[case.pk, entry.pk])
    if request.method == "POST" and form.acts(withdraw_attachment, attachment=row, by=request.user):
        messages.success(request, "Allegato tolto: non si apre più.")
        return redirect(back)
    title = "Togli un allegato"
    return form_page(
        request, case, form, tab="diario", title=title, back=back, submit="Togli", lead=GOES, danger=True
    )
