"""One mandate: what is asked, when it falls due, how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.enums import DeadlineState
from cases.models import Deadline
from cases.views.page import form_page
from courts.actions.deadlines import parse_origin
from courts.actions.mandates import move_mandate
from courts.forms.mandates import StepForm
from courts.mandate_sheet import sheet_of
from courts.models import Mandate
from courts.permissions import (
    case_for_page,
    children_in_sight,
    deadlines_in_sight,
    get_mandate,
    may_change_of,
    require_change_of,
)


@dataclass
class CycleRow:
    """One cycle on the page: the same deadline for each child in sight."""

    n: int
    title: str
    due_on: date
    explanation: str
    was_due_on: date | None = None
    deadlines: list[Deadline] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return any(deadline.state == DeadlineState.OPEN for deadline in self.deadlines)


@require_safe
def mandate_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = get_mandate(request.user, pk)
    children = children_in_sight(request.user, mandate)
    deadlines, today = list(deadlines_in_sight(request.user, mandate)), timezone.localdate()
    own = [deadline for deadline in deadlines if not deadline.origin.startswith("mandate:")]
    cycles = by_cycle(deadline for deadline in deadlines if deadline not in own)
    reasons = {cycle.n: cycle.explanation for cycle in cycles}
    context = {
        "mandate": mandate,
        "children": children,
        "cycles": cycles,
        "sheet": sheet_of(mandate, own, reasons, request.user, today),
        "numbers": mandate.order.proceeding.numbers.select_related("register", "office"),
        "may_change": may_change_of(request.user, mandate),
        "may_number": may_change_of(request.user, mandate.order.proceeding),
        "case": case_for_page(request.user, children, request.GET.get("caso", "")),
        "today": today,
        "tab": "provvedimenti",
        "here": "Incarico",
    }
    return TemplateResponse(request, "courts/mandate_detail.html", context)


def by_cycle(deadlines: Iterable[Deadline]) -> list[CycleRow]:
    """Deadlines of one mandate, put together by cycle, in order."""
    rows: dict[int, CycleRow] = {}
    for deadline in deadlines:
        _, n = parse_origin(deadline.origin)
        row = rows.setdefault(n, _cycle_row(n, deadline))
        row.deadlines.append(deadline)
    return [rows[n] for n in sorted(rows)]


def _cycle_row(n: int, deadline: Deadline) -> CycleRow:
    return CycleRow(n, deadline.title, deadline.due_on, deadline.explanation, deadline.original_due_on)


@require_http_methods(["GET", "POST"])
def mandate_step(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Suspend, resume, fulfil or revoke, with the reason."""
    mandate: Mandate = get_mandate(request.user, pk)
    children = children_in_sight(request.user, mandate)
    require_change_of(request.user, mandate)
    form = StepForm(request.POST if request.method == "POST" else None, mandate=mandate)
    if request.method == "POST" and form.acts(move_mandate, mandate=mandate, by=request.user):
        messages.success(request, f"L'incarico ora è: {form.result.get_state_display().lower()}.")
        return redirect(mandate)
    return form_page(
        request,
        case_for_page(request.user, children, ""),
        form,
        tab="provvedimenti",
        title="Stato dell'incarico",
        back=mandate.get_absolute_url(),
        submit="Registra",
        lead=f"{mandate.get_kind_display()}: {mandate.get_state_display().lower()}.",
    )
