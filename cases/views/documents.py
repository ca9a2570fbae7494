"""The files of a case: list by folder, upload, download and preview through the gate."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from cases.actions.documents import add_document, move_document
from cases.forms.document import DocumentForm, MoveDocumentForm
from cases.models import Case, DiaryAttachment, Document
from cases.permissions import get_case, get_case_to_change, may_change
from cases.uploads import IMAGES, PDF, SUFFIXES

PREVIEWED = {PDF, *IMAGES}
# A served file is data, not a page: it may run nothing and reach nothing.
SANDBOX = (
    "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
UNKNOWN_TYPE = "application/octet-stream"


@require_GET
def case_documents(request: SignedInRequest, pk: int) -> HttpResponse:
    """The documents of a case, by folder."""
    case = get_case(request.user, pk)
    rows = list(
        Document.objects.filter(case=case).select_related("uploaded_by").order_by("-uploaded_at", "-pk")
    )
    folders = [
        (label, [row for row in rows if row.folder == value])
        for value, label in Document._meta.get_field("folder").flatchoices
    ]
    context = {
        "case": case,
        "tab": "documenti",
        "here": "Documenti",
        "count": len(rows),
        "previewed": PREVIEWED,
    }
    shown = [(label, found) for label, found in folders if found]
    writable = may_change(request.user, [case])
    return render(request, "cases/document_list.html", {**context, "folders": shown, "may_write": writable})


@require_http_methods(["GET", "POST"])
def document_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a file to the case, once its content has been checked."""
    case = get_case_to_change(request.user, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.acts(add_document, case=case, by=request.user):
        messages.success(request, "Documento aggiunto al fascicolo.")
        return redirect("cases:case_documents", case.pk)
    context = {"case": case, "tab": "documenti", "here": "Nuovo documento", "form": form}
    return render(request, "cases/document_form.html", context)


@require_http_methods(["GET", "POST"])
def document_move(request: SignedInRequest, pk: int, document_pk: int) -> HttpResponse:
    """Change folder or title of a document."""
    case = get_case_to_change(request.user, pk)
    document = get_object_or_404(Document, pk=document_pk, case=case)
    initial = {"folder": document.folder, "title": document.title}
    form = MoveDocumentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.acts(move_document, document=document, by=request.user):
        messages.success(request, "Documento aggiornato.")
        return redirect("cases:case_documents", case.pk)
    context = {"case": case, "tab": "documenti", "here": "Sposta o rinomina", "form": form}
    return render(request, "cases/document_form.html", {**context, "document": document})


@require_GET
def document_file(request: SignedInRequest, pk: int, document_pk: int) -> FileResponse:
    """Download a document."""
    case = get_case(request.user, pk)
    return _served(get_object_or_404(Document, pk=document_pk, case=case), case, attachment=True)


@require_GET
def document_preview(request: SignedInRequest, pk: int, document_pk: int) -> FileResponse:
    """Show a PDF or a picture in the browser; 404 for what a browser cannot show safely."""
    case = get_case(request.user, pk)
    document = get_object_or_404(Document, pk=document_pk, case=case)
    if document.content_type not in PREVIEWED:
        raise Http404
    return _served(document, case, attachment=False)


def _served(document: Document, case: Case, *, attachment: bool) -> FileResponse:
    # The name on the person's disk tells no name: folder and number are enough to find it again.
    return served_file(document, name=f"documento-{document.folder}-{document.pk}", attachment=attachment)


def served_file(row: Document | DiaryAttachment, *, name: str, attachment: bool) -> FileResponse:
    """A kept file as an answer that runs nothing, under a name that tells nothing (its ending is added)."""
    kind = row.content_type if row.content_type in SUFFIXES else UNKNOWN_TYPE
    name = f"{name}{SUFFIXES.get(kind, '.bin')}"
    response = FileResponse(row.file.open("rb"), as_attachment=attachment, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
