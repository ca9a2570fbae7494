"""What a person keeps of the list of cases, and the list as a file."""

from dataclasses import replace
from typing import TypeVar

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doorbell import ring
from accounts.requests import SignedInRequest
from cases.actions.listing import ask_export, delete_view, remember_columns, save_view
from cases.enums import BundleState, ExportFormat
from cases.forms.listing import ColumnsForm, ViewForm
from cases.listing import Asked, count_of_cases, every_page
from cases.listing_columns import PERSON, chosen_columns, texts_of
from cases.listing_file import CONTENT_TYPES, file_name, list_file
from cases.models import ListExport, SavedView
from cases.permissions import nothing_of_a_case, saw, visible_cases
from cases.tasks import make_list_export
from cases.views.kept_list import KeptList, kept_list

Response = TypeVar("Response", bound=HttpResponseBase)
AT_ONCE = 500
PIECE = 250


@require_http_methods(["GET", "POST"])
def list_columns(request: SignedInRequest) -> HttpResponseBase:
    """Choose the columns of the list; they stay as they are until chosen anew."""
    nothing_of_a_case()
    kept = kept_list(request)
    form = ColumnsForm(request.POST or None, chosen=kept.columns)
    if request.method == "POST" and form.acts(remember_columns, by=request.user):
        messages.success(request, "Colonne aggiornate.")
        return redirect(kept.url(vista=""))
    return _kept_page(request, kept, columns=form)


@require_http_methods(["GET", "POST"])
def list_views(request: SignedInRequest) -> HttpResponseBase:
    """Keep the list as it stands under a name."""
    nothing_of_a_case()
    kept = kept_list(request)
    form = ViewForm(request.POST or None)
    # A surname is not kept: the view is a way of working, not a note about somebody.
    asked = replace(kept.asked, q="")
    if request.method == "POST" and form.acts(save_view, asked=asked, columns=kept.columns, by=request.user):
        messages.success(request, "Vista salvata.")
        return redirect(f"{reverse('cases:case_list')}?{urlencode({'vista': form.result.pk})}")
    return _kept_page(request, kept, view=form)


def _kept_page(request: SignedInRequest, kept: KeptList, **forms: ColumnsForm | ViewForm) -> HttpResponse:
    context = {
        "kept": kept,
        "columns": forms.get("columns") or ColumnsForm(chosen=kept.columns),
        "view": forms.get("view") or ViewForm(),
        "form": next(iter(forms.values())),
    }
    return render(request, "cases/case_list_kept.html", context)


@require_POST
def list_view_delete(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Forget one's own view."""
    nothing_of_a_case()
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    delete_view(view=view, by=request.user)
    messages.success(request, "Vista eliminata.")
    return redirect("cases:list_views")


# --- The file -------------------------------------------------------------------------------------------
@require_POST
def list_export(request: SignedInRequest) -> HttpResponseBase:
    """The list as it stands, as a file: at once when short, otherwise from a worker."""
    nothing_of_a_case()
    kept, file_format = kept_list(request), request.POST.get("formato", "")
    if file_format not in ExportFormat.values:
        raise Http404
    if count_of_cases(request.user, kept.asked, cap=AT_ONCE) <= AT_ONCE:
        return _at_once(request, kept.asked, kept.columns, file_format)
    export = ask_export(file_format=file_format, asked=kept.asked, columns=kept.columns, by=request.user)
    ring(make_list_export, export.pk)
    return redirect("cases:list_export_state", export.pk)


def _at_once(request: SignedInRequest, asked: Asked, names: list[str], file_format: str) -> HttpResponse:
    columns = chosen_columns(names)
    rows: list[list[str]] = []
    for page in every_page(request.user, asked, size=PIECE):
        rows += texts_of(request.user, page.cases, columns)
    content = list_file(file_format, [PERSON, *(column.label for column in columns)], rows)
    response = HttpResponse(content, content_type=CONTENT_TYPES[ExportFormat(file_format)])
    response["Content-Disposition"] = f'attachment; filename="{file_name(file_format)}"'
    return _unkept(response)


@require_safe
def list_export_state(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far the file is; the page asks again by itself until it is there."""
    nothing_of_a_case()
    export = get_object_or_404(ListExport, pk=pk, user=request.user)
    template = "cases/_list_export.html" if request.headers.get("HX-Request") else "cases/list_export.html"
    return render(request, template, {"export": export, "states": BundleState})


@require_safe
def list_export_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The file, for its person and as long as every case in it is in sight."""
    export = get_object_or_404(ListExport, pk=pk, user=request.user, state=BundleState.READY)
    seen = visible_cases(request.user).filter(pk__in=export.case_ids).count()
    if seen < len(export.case_ids):
        messages.warning(request, "Nel frattempo sono cambiati i casi che vedi: chiedi di nuovo il file.")
        return redirect("cases:case_list")
    saw(export.case_ids)
    response = FileResponse(
        export.file.open("rb"),
        as_attachment=True,
        filename=file_name(export.file_format),
        content_type=CONTENT_TYPES[ExportFormat(export.file_format)],
    )
    return _unkept(response)


def _unkept(response: Response) -> Response:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
