"""*Accesso agli atti*: the register of a case, the decision, and the copy with other people's data taken out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doorbell import ring
from accounts.requests import SignedInRequest
from cases.access_reading import answers_for
from cases.actions.records import (
    ask_bundle,
    choose_items,
    decide_request,
    origin_of,
    read_over,
    register_request,
    set_words,
)
from cases.enums import BundleState
from cases.forms.records import ChoiceForm, DecisionForm, ReadOverForm, RequestForm, WordsForm
from cases.models import RecordsItem, RecordsRequest
from cases.permissions import get_case_to_change, within_sight
from cases.reckoned import why_by_origin
from cases.records_hooks import RecordText, sources
from cases.records_reading import candidates_of, is_late, parts_of, protected_words, suggested_words
from cases.redaction import fingerprint, words_of
from cases.tasks import render_records_copy
from cases.views.page import form_page

TAB = "documenti"


def _request(request: SignedInRequest, pk: int, request_pk: int) -> RecordsRequest:
    case = get_case_to_change(request.user, pk)
    row = get_object_or_404(
        case.records_requests.select_related("decided_by", "registered_by"), pk=request_pk
    )
    row.case = case
    return row


def _url(row: RecordsRequest) -> str:
    return reverse("cases:records_detail", args=[row.case_id, row.pk])


@require_safe
def case_records(request: SignedInRequest, pk: int) -> HttpResponse:
    """The requests for the record of a case."""
    case = get_case_to_change(request.user, pk)
    found = list(case.records_requests.all())
    why = why_by_origin(origin_of(row) for row in found)
    rows = [(row, is_late(row), why.get(origin_of(row), "")) for row in found]
    context = {"case": case, "tab": TAB, "here": "Accesso agli atti", "rows": rows}
    return render(request, "cases/records_list.html", context)


@require_safe
def records_go(request: SignedInRequest, pk: int) -> HttpResponse:
    """From a deadline to its request."""
    row = get_object_or_404(within_sight(RecordsRequest.objects.all(), request.user), pk=pk)
    get_case_to_change(request.user, row.case_id)
    return redirect(_url(row))


@require_http_methods(["GET", "POST"])
def records_create(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Register a request."""
    case = get_case_to_change(request.user, pk)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.acts(register_request, case=case, by=request.user):
        messages.success(request, f"Richiesta registrata: rispondere entro il {form.result.due_on:%d/%m/%Y}.")
        return redirect(_url(form.result))
    back = reverse("cases:case_records", args=[case.pk])
    title = "Nuova richiesta di accesso agli atti"
    return form_page(request, case, form, tab=TAB, title=title, back=back, submit="Registra")


@require_safe
def records_detail(request: SignedInRequest, pk: int, request_pk: int) -> HttpResponse:
    """One request: the decision, the items, the copies."""
    row = _request(request, pk, request_pk)
    parts = parts_of(row)
    context = {
        "case": row.case,
        "tab": TAB,
        "here": "Richiesta",
        "row": row,
        "late": is_late(row),
        "why": why_by_origin([origin_of(row)]).get(origin_of(row), ""),
        "parts": parts,
        "words": len(words_of(row.words)),
        "ready": bool(parts) and all(part.ready for part in parts),
        "bundles": list(row.bundles.select_related("asked_by")),
        "may_decide": answers_for(request.user, row.case),
    }
    return render(request, "cases/records_detail.html", context)


@require_http_methods(["GET", "POST"])
def records_decide(request: SignedInRequest, pk: int, request_pk: int) -> HttpResponseBase:
    """Answer the request."""
    row = _request(request, pk, request_pk)
    if not answers_for(request.user, row.case):
        raise PermissionDenied
    form = DecisionForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    if request.method == "POST" and form.acts(decide_request, request=row, by=request.user):
        messages.success(request, "Decisione registrata.")
        return redirect(_url(row))
    return form_page(request, row.case, form, tab=TAB, title="Decisione", back=_url(row), submit="Registra")


@require_http_methods(["GET", "POST"])
def records_choose(request: SignedInRequest, pk: int, request_pk: int) -> HttpResponseBase:
    """What goes into the copy."""
    row = _request(request, pk, request_pk)
    form = ChoiceForm(
        request.POST or None,
        candidates=candidates_of(request.user, row.case),
        chosen={f"{item.kind}:{item.object_id}" for item in row.items.all()},
    )
    if request.method == "POST" and form.is_valid():
        choose_items(request=row, chosen=form.chosen, by=request.user)
        return redirect(_url(row))
    lead = "Segna gli atti da copiare. Poi li rileggi uno per uno, e togli ciò che riguarda altre persone."
    return form_page(
        request, row.case, form, tab=TAB, title="Atti da copiare", back=_url(row), submit="Salva", lead=lead
    )


@require_http_methods(["GET", "POST"])
def records_words(request: SignedInRequest, pk: int, request_pk: int) -> HttpResponseBase:
    """The words that go from every item."""
    row = _request(request, pk, request_pk)
    form = WordsForm(request.POST or None, initial={"words": row.words.strip() or suggested_words(row.case)})
    if request.method == "POST" and form.acts(set_words, request=row, by=request.user):
        messages.success(request, "Parole salvate.")
        return redirect(_url(row))
    lead = "L'elenco parte dai nomi degli altri componenti del nucleo: lascia fuori chi chiede, se può leggere di sé."
    if protected_words(row.case):
        lead += " Gli indirizzi e i recapiti riservati si tolgono comunque, senza elencarli."
    return form_page(
        request,
        row.case,
        form,
        tab=TAB,
        title="Parole da togliere",
        back=_url(row),
        submit="Salva",
        lead=lead,
    )


@require_http_methods(["GET", "POST"])
def records_item(request: SignedInRequest, pk: int, request_pk: int, item_pk: int) -> HttpResponseBase:
    """Read one item over and say what goes."""
    row = _request(request, pk, request_pk)
    item = get_object_or_404(row.items, pk=item_pk)
    text = _text_in_sight(request, row, item)
    seen = fingerprint(text.passages)
    initial = {
        "seen": seen,
        "removed": item.removed if item.text_sha256 == seen else [],
        "as_it_is": item.as_it_is,
    }
    form = ReadOverForm(
        request.POST or None, passages=text.passages, is_file=bool(text.original), initial=initial
    )
    if request.method == "POST" and form.acts(read_over, item=item, by=request.user):
        messages.success(request, "Atto riletto.")
        return redirect(_url(row))
    context = {"case": row.case, "tab": TAB, "here": "Atto", "row": row, "text": text, "form": form}
    return render(request, "cases/records_item.html", context)


def _text_in_sight(request: SignedInRequest, row: RecordsRequest, item: RecordsItem) -> RecordText:
    """The item's text, for who may read it: a reserved entry somebody else chose stays closed."""
    source = sources.get(item.kind)
    readable = source.candidates(request.user, row.case) if source else ()
    text = source.read(row.case, item.object_id) if source else None
    if text is None or item.object_id not in {each.object_id for each in readable}:
        raise Http404
    return text


@require_POST
def records_copy(request: SignedInRequest, pk: int, request_pk: int) -> HttpResponseBase:
    """Ask for the copy: a worker makes it."""
    row = _request(request, pk, request_pk)
    try:
        bundle = ask_bundle(request=row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        ring(render_records_copy, bundle.pk)
        messages.success(request, "La copia è in preparazione: ricarica la pagina fra poco.")
    return redirect(_url(row))


@require_safe
def records_file(request: SignedInRequest, pk: int, request_pk: int, bundle_pk: int) -> FileResponse:
    """Download a copy."""
    row = _request(request, pk, request_pk)
    bundle = get_object_or_404(row.bundles.filter(state=BundleState.READY), pk=bundle_pk)
    name = f"accesso-atti-{row.pk}-{bundle.pk}.zip"
    response = FileResponse(
        bundle.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
