"""*Trasferimenti*: a case passes to another unit, which decides whether to take it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.actions.transfers import accept_transfer, propose_transfer, refuse_transfer, withdraw_transfer
from cases.forms.transfers import TransferDecisionForm, TransferForm
from cases.models import CaseTransfer
from cases.permissions import get_case_to_change, nothing_of_a_case, require_lead, saw
from cases.transfers import proposed, to_decide, waiting_for, what_moves


@require_http_methods(["GET", "POST"])
def case_transfer(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Propose to hand the case over; while a proposal waits, see it and take it back."""
    case = get_case_to_change(request.user, pk)
    require_lead(request.user, case)
    form = TransferForm(request.POST or None, case=case)
    if request.method == "POST" and form.acts(propose_transfer, case=case, by=request.user):
        messages.success(request, f"Trasferimento proposto a {form.result.to_unit}.")
        return redirect("cases:case_transfer", case.pk)
    context = {
        "case": case,
        "tab": "sintesi",
        "here": "Trasferimento",
        "form": form,
        "waiting": waiting_for(case),
        "moves": what_moves(case),
    }
    return TemplateResponse(request, "cases/case_transfer.html", context)


@require_POST
def transfer_withdraw(request: SignedInRequest, pk: int, transfer_pk: int) -> HttpResponseBase:
    """Take a proposal back."""
    case = get_case_to_change(request.user, pk)
    transfer = get_object_or_404(case.transfers.waiting(), pk=transfer_pk)
    try:
        withdraw_transfer(transfer=transfer, by=request.user)
        messages.success(request, "Trasferimento ritirato.")
    except ValidationError as decided:
        messages.error(request, " ".join(decided.messages))
    return redirect("cases:case_transfer", case.pk)


@require_safe
def transfers(request: SignedInRequest) -> HttpResponse:
    """What is proposed to one's units, and what one's units have proposed."""
    nothing_of_a_case()
    if not request_roles(request).lead_units:
        raise PermissionDenied
    waiting, sent = list(to_decide(request.user)), proposed(request.user)
    saw(row.case_id for row in [*waiting, *sent])
    return TemplateResponse(request, "cases/transfers.html", {"waiting": waiting, "sent": sent})


@require_http_methods(["GET", "POST"])
def transfer_decide(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Read the hand-over note, take the case or not."""
    nothing_of_a_case()
    transfer = get_object_or_404(to_decide(request.user), pk=pk)
    saw([transfer.case_id])
    form = TransferDecisionForm(request.POST or None, transfer=transfer)
    if request.method == "POST" and _decided(request, form, transfer):
        return redirect("cases:transfers")
    return TemplateResponse(request, "cases/transfer_decide.html", {"transfer": transfer, "form": form})


def _decided(request: SignedInRequest, form: TransferDecisionForm, transfer: CaseTransfer) -> bool:
    takes = form.is_valid() and form.cleaned_data.pop("decision") == "si"
    if not takes:
        form.cleaned_data.pop("responsible", None)
    if not form.acts(accept_transfer if takes else refuse_transfer, transfer=transfer, by=request.user):
        return False
    told = "Il caso è della tua unità." if takes else "Risposta inviata: il caso resta dov'è."
    messages.success(request, told)
    return True
