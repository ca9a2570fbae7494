"""Deliveries made by a person: what to do, the proof that it was done, its correction."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from cases.permissions import require_change
from cases.uploads import SUFFIXES
from courts.forms.fields import offices_in_force
from reports.actions import addressees, outbox, proofs
from reports.delivery_forms import AddresseeForm, CorrectionForm, OtherChannelForm, ProofForm, guide_of
from reports.leaving import leaving_of
from reports.models import Addressee, Dispatch
from reports.permissions import (
    covered_ids,
    get_addressee,
    get_dispatch,
    get_proof,
    get_report_to_write,
    require_lead,
)
from reports.views.delivery import attachment


def _to_prove(request: SignedInRequest, dispatch: Dispatch) -> Dispatch:
    require_change(request.user, covered_ids(dispatch.frozen.report))
    return dispatch


@require_http_methods(["GET", "POST"])
def proof_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring the proof of a delivery that no certified mail makes."""
    dispatch = _to_prove(request, get_dispatch(request.user, pk))
    report = dispatch.frozen.report
    initial = {"performed_by": request.user.get_full_name()}
    form = ProofForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.acts(proofs.prove_delivery, dispatch=dispatch, by=request.user):
        messages.success(request, "Prova registrata: la relazione risulta consegnata.")
        return redirect(report)
    context = {"report": report, "dispatch": dispatch, "form": form, "guide": guide_of(dispatch)}
    context["leaves"] = leaving_of(dispatch.frozen)
    return TemplateResponse(request, "reports/proof_form.html", context)


@require_http_methods(["GET", "POST"])
def proof_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a wrong proof with a new one; the wrong one stays in the ledger."""
    proof = get_proof(request.user, pk)
    dispatch = _to_prove(request, proof.dispatch)
    report = dispatch.frozen.report
    form = CorrectionForm(
        request.POST or None, request.FILES or None, initial=CorrectionForm.initial_of(proof)
    )
    if request.method == "POST" and form.acts(proofs.correct_proof, proof=proof, by=request.user):
        messages.success(request, "Prova corretta: quella precedente resta nel registro.")
        return redirect(report)
    context = {"report": report, "dispatch": dispatch, "form": form, "proof": proof}
    return TemplateResponse(request, "reports/proof_form.html", context)


@require_GET
def proof_file(request: SignedInRequest, pk: int) -> HttpResponse:
    proof = get_proof(request.user, pk)
    name = f"prova-{proof.pk}{SUFFIXES.get(proof.content_type, '.bin')}"
    return attachment(bytes(proof.content), proof.content_type, name)


@require_http_methods(["GET", "POST"])
def other_channel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Deliver in another way what certified mail could not."""
    dispatch = get_dispatch(request.user, pk)
    report = dispatch.frozen.report
    require_lead(request.user, report)
    form = OtherChannelForm(request.POST or None)
    if request.method == "POST" and form.acts(outbox.send_again, dispatch=dispatch, by=request.user):
        messages.success(request, "Canale cambiato: quando la consegna è fatta, carica la prova.")
        return redirect(report)
    context = {"report": report, "dispatch": dispatch, "form": form}
    return TemplateResponse(request, "reports/other_channel.html", context)


@require_http_methods(["GET", "POST"])
def report_addressees(request: SignedInRequest, pk: int) -> HttpResponse:
    """The offices that receive the report, beside the mandate's own."""
    report = get_report_to_write(request.user, pk)
    form = AddresseeForm(request.POST or None, offices=offices_in_force(report.due_on))
    if request.method == "POST" and form.acts(addressees.add_addressee, report=report, by=request.user):
        messages.success(request, "Destinatario aggiunto.")
        return redirect("reports:addressees", report.pk)
    rows = report.addressees.select_related("office")
    return TemplateResponse(
        request, "reports/addressees.html", {"report": report, "form": form, "rows": rows}
    )


@require_POST
def addressee_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    addressee: Addressee = get_addressee(request.user, pk)
    report = addressee.report
    require_change(request.user, covered_ids(report))
    try:
        addressees.remove_addressee(addressee=addressee, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Destinatario tolto.")
    return redirect("reports:addressees", report.pk)
