"""The files of a case through the gate: list by folder, upload, download, preview, taking away."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from cases.actions.documents import FILING, add_document, add_version, move_document, withdraw_document
from cases.document_reading import folders_of
from cases.forms.document import DocumentForm, MoveDocumentForm, VersionForm, WithdrawForm
from cases.models import Case, DiaryAttachment, Document
from cases.permissions import get_case, get_case_to_change, may_change
from cases.uploads import IMAGES, PDF, SUFFIXES
from cases.views.page import form_page

PREVIEWED = {PDF, *IMAGES}
# A served file is data, not a page: it may run nothing and reach nothing.
SANDBOX = (
    "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
UNKNOWN_TYPE = "application/octet-stream"
GOES = (
    "Si toglie quello che riguarda un'altra persona o un altro fascicolo: «{}», con tutte le sue versioni. "
    "Il titolo non compare più da nessuna parte e il file non si apre più; nella cartella resta una riga con la data, "
    "il tuo nome e il motivo. Se è sbagliata solo l'ultima versione, aggiungine invece una nuova."
)


@require_GET
def case_documents(request: SignedInRequest, pk: int) -> HttpResponse:
    """The documents of a case, by folder, each in its present version."""
    case = get_case(request.user, pk)
    folders = folders_of(case)
    context = {
        "case": case,
        "tab": "documenti",
        "here": "Documenti",
        "count": sum(len(folder.filed) for folder in folders),
        "previewed": PREVIEWED,
        "folders": folders,
        "may_write": may_change(request.user, [case]),
    }
    return render(request, "cases/document_list.html", context)


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
    """Change where a document lies and what is said of it."""
    case = get_case_to_change(request.user, pk)
    document = get_object_or_404(Document, pk=document_pk, case=case)
    initial = {name: getattr(document, name) for name in FILING}
    form = MoveDocumentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.acts(move_document, document=document, by=request.user):
        messages.success(request, "Documento aggiornato.")
        return redirect("cases:case_documents", case.pk)
    context = {"case": case, "tab": "documenti", "here": "Dati del documento", "form": form}
    return render(request, "cases/document_form.html", {**context, "document": document})


@require_http_methods(["GET", "POST"])
def document_version(request: SignedInRequest, pk: int, document_pk: int) -> HttpResponse:
    """Put a newer file into the place of a document; the earlier one stays readable."""
    case = get_case_to_change(request.user, pk)
    document = get_object_or_404(Document, pk=document_pk, case=case)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.acts(add_version, document=document, by=request.user):
        messages.success(request, f"Registrata la versione {form.result.version}.")
        return redirect("cases:case_documents", case.pk)
    context = {"case": case, "tab": "documenti", "here": "Nuova versione", "form": form}
    return render(request, "cases/document_form.html", {**context, "document": document, "newer": True})


@require_http_methods(["GET", "POST"])
def document_withdraw(request: SignedInRequest, pk: int, document_pk: int) -> HttpResponse:
    """Take a document that belongs to another record away, with all its versions."""
    case = get_case_to_change(request.user, pk)
    document = get_object_or_404(Document, pk=document_pk, case=case)
    form, back = WithdrawForm(request.POST or None), reverse("cases:case_documents", args=[case.pk])
    if request.method == "POST" and form.acts(withdraw_document, document=document, by=request.user):
        messages.success(request, "Documento tolto dal fascicolo: non si apre più.")
        return redirect(back)
    title, lead = "Togli un documento dal fascicolo", GOES.format(document.title)
    return form_page(
        request, case, form, tab="documenti", title=title, back=back, submit="Togli", lead=lead, danger=True
    )


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
