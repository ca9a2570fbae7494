"""One order: its registration, its page, its file."""

from datetime import date
from itertools import islice
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cases.permissions import get_case_to_change, nothing_of_a_case
from courts.appointments import appointment_to_record
from courts.forms.fields import PaperDayField
from courts.forms.mandates import TermForm
from courts.forms.orders import OrderForm, mandate_rows, registers
from courts.models import Order
from courts.order_sheet import dates_of, next_steps, with_what_is_written
from courts.periods import Cycle, cycles
from courts.permissions import (
    case_for_page,
    children_in_sight,
    get_order,
    mandates_in_sight,
    may_change_of,
    visible_mandates,
    visible_orders,
)
from courts.terms import TermError
from courts.views.reading import reading_of

SHOWN_CYCLES = 3


@require_http_methods(["GET", "POST"])
def order_create(request: HttpRequest, pk: int) -> HttpResponse:
    """«Registra provvedimento»."""
    case = get_case_to_change(request.user, pk)
    posted = request.POST if request.method == "POST" else None
    form = OrderForm(
        posted,
        request.FILES if posted is not None else None,
        user=cast(User, request.user),
        case=case,
        initial={"pending": request.GET.get("in-attesa", "")},
    )
    rows = mandate_rows(form, posted)
    order = registers(form, rows) if posted is not None else None
    if order is not None:
        messages.success(request, "Provvedimento registrato: le scadenze sono nell'agenda.")
        return redirect(f"{reverse('courts:order_detail', args=[order.pk])}?caso={case.pk}")
    context = {
        "case": case,
        "tab": "provvedimenti",
        "here": "Registra provvedimento",
        "form": form,
        "rows": rows,
        "reading": reading_of(form.waiting) if posted is None and form.waiting else None,
    }
    return TemplateResponse(request, "courts/order_create.html", context)


@require_POST
def term_preview(request: HttpRequest) -> HttpResponse:
    """The due dates that the numbers of one row of mandates lead to. Knows of no case."""
    nothing_of_a_case()
    form = TermForm(request.POST, prefix=request.POST.get("row", ""))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _reckoning(form, _received_on(request))
    return TemplateResponse(request, "courts/_term_preview.html", context)


def _received_on(request: HttpRequest) -> date | None:
    field = PaperDayField(required=False)
    try:
        return field.clean(request.POST.get("received_on", ""))
    except ValidationError:
        return None


def _reckoning(form: TermForm, received_on: date | None) -> dict[str, Any]:
    try:
        found: list[Cycle] = list(islice(cycles(form.mandate(received_on)), SHOWN_CYCLES))
    except TermError as error:
        return {"error": str(error)}
    known = bool(form.cleaned_data.get("starts_on") or received_on)
    return {"cycles": found, "from_today": not known, "today": timezone.localdate()}


@require_safe
def order_detail(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_order(request.user, pk)
    children = children_in_sight(request.user, order)
    case = case_for_page(request.user, children, request.GET.get("caso", ""))
    rows = with_what_is_written(mandates_in_sight(request.user, order))
    mandates = list(rows.prefetch_related("cases"))
    dates, may_effect = dates_of(order.pk, mandates, children), may_change_of(request.user, order)
    context = {
        "order": order,
        "children": children,
        "mandates": [(mandate, _named(mandate.cases.all(), children)) for mandate in mandates],
        "numbers": order.proceeding.numbers.select_related("register", "office"),
        "may_change": may_change_of(request.user, order.proceeding),
        "may_effect": may_effect,
        "dates": dates,
        "steps": next_steps(mandates, dates) if may_effect else [],
        "effects": order.effects.filter(case__in=children).select_related("parent", "case__person"),
        "amends": visible_orders(request.user).filter(pk=order.amends_id).first()
        if order.amends_id
        else None,
        "ended": visible_mandates(request.user).filter(superseded_by=order),
        "appointment": appointment_to_record(order, case.pk),
        "case": case,
        "tab": "provvedimenti",
        "here": "Provvedimento",
    }
    return TemplateResponse(request, "courts/order_detail.html", context)


def _named(cases: Any, children: list[Any]) -> list[Any]:
    """Those of `cases` that are among the children in sight."""
    ids = {case.pk for case in cases}
    return [child for child in children if child.pk in ids]


@require_safe
def order_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF, or with `?originale` the signed envelope it came in; a download under a name that says nothing."""
    order: Order = get_order(request.user, pk)
    children_in_sight(request.user, order)
    if "originale" in request.GET and order.envelope:
        return _download(order.envelope, f"provvedimento-{order.pk}.pdf.p7m", "application/pkcs7-mime")
    return _download(order.file, f"provvedimento-{order.pk}.pdf", "application/pdf")


def _download(file: FieldFile, name: str, content_type: str) -> FileResponse:
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
