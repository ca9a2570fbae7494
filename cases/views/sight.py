"""*Chi può vedere*: why the reader sees the case, who is kept from it, and the leads' decisions about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from cases.actions.sight import bar_person, end_barrier, lift_restriction, restrict_case
from cases.actions.team import let_read_secrets, stop_reading_secrets
from cases.forms.sight import BarrierForm, EndBarrierForm, ReasonForm
from cases.forms.team import SecretsForm
from cases.models import Case, TeamMember
from cases.permissions import (
    get_case,
    get_case_to_change,
    granted_secrets,
    leads_unit_of,
    may_change,
    require_lead,
)
from cases.views.page import form_page
from cases.why import explain

TAB = "accessi"


@require_safe
def case_sight(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why the reader sees this case; to the leads of its unit also who is kept from it."""
    case = get_case(request.user, pk)
    leads = leads_unit_of(request.user, case) and may_change(request.user, [case])
    today = timezone.localdate()
    barriers = list(case.barriers.select_related("user", "registered_by")) if leads else []
    context = {
        "case": case,
        "tab": TAB,
        "here": "Chi può vedere",
        "why": explain(request.user, case),
        "leads": leads,
        "barriers": [row for row in barriers if not row.valid_to or row.valid_to >= today],
        "former": [row for row in barriers if row.valid_to and row.valid_to < today],
        "secret_readers": list(granted_secrets(case)) if leads else [],
        "responsible": _responsible(case) if leads else None,
        "restrictions": list(case.restrictions.select_related("started_by", "ended_by")) if leads else [],
    }
    return TemplateResponse(request, "cases/case_sight.html", context)


def _responsible(case: Case) -> TeamMember | None:
    rows = TeamMember.objects.in_force(timezone.localdate()).filter(case=case, responsible=True)
    return rows.select_related("user").first()


def _back(case: Case) -> str:
    return reverse("cases:case_sight", args=[case.pk])


def _for_leads(request: SignedInRequest, pk: int) -> Case:
    case = get_case_to_change(request.user, pk)
    require_lead(request.user, case)
    return case


@require_http_methods(["GET", "POST"])
def case_restrict(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Leave the case to its équipe alone."""
    case = _for_leads(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.acts(restrict_case, case=case, by=request.user):
        messages.success(request, "Il fascicolo è ad accesso ristretto: lo vede solo l'équipe.")
        return redirect(_back(case))
    lead = (
        "Da subito lo vede solo l'équipe: non compare più a nessun altro, in nessun elenco, ricerca o conteggio. "
        "Entri nell'équipe anche tu, per poter togliere la limitazione."
    )
    return form_page(
        request, case, form, tab=TAB, title="Accesso ristretto", back=_back(case), submit="Limita", lead=lead
    )


@require_http_methods(["GET", "POST"])
def case_unrestrict(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give the case back to who sees the cases of its unit."""
    case = _for_leads(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.acts(lift_restriction, case=case, by=request.user):
        messages.success(request, "La limitazione è tolta.")
        return redirect(_back(case))
    title = "Togli la limitazione"
    lead = "Il fascicolo torna visibile a chi vede i casi dell'unità."
    return form_page(request, case, form, tab=TAB, title=title, back=_back(case), submit="Togli", lead=lead)


@require_http_methods(["GET", "POST"])
def barrier_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Keep a worker from the case."""
    case = _for_leads(request, pk)
    form = BarrierForm(request.POST or None, case=case, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.acts(bar_person, case=case, by=request.user):
        messages.success(request, f"{form.cleaned_data['user']} è fuori da questo fascicolo.")
        return redirect(_back(case) if may_change(request.user, [case]) else reverse("cases:case_list"))
    lead = (
        "Vale più di ogni ruolo, équipe o permesso, anche in emergenza. La persona non trova più traccia del "
        "fascicolo; se ne è responsabile, delle scadenze risponde chi coordina finché non passi il caso."
    )
    return form_page(
        request,
        case,
        form,
        tab=TAB,
        title="Escludi una persona",
        back=_back(case),
        submit="Escludi",
        lead=lead,
    )


@require_http_methods(["GET", "POST"])
def barrier_end(request: SignedInRequest, pk: int, barrier_pk: int) -> HttpResponseBase:
    """The last day of a barrier."""
    case = get_case_to_change(request.user, pk)
    barrier = get_object_or_404(case.barriers.select_related("user", "case"), pk=barrier_pk)
    require_lead(request.user, case)
    form = EndBarrierForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.acts(end_barrier, barrier=barrier, by=request.user):
        messages.success(request, "Fine dell'esclusione registrata.")
        return redirect(_back(case))
    title = "Fine dell'esclusione"
    return form_page(
        request, case, form, tab=TAB, title=title, back=_back(case), submit="Registra", lead=str(barrier.user)
    )


@require_http_methods(["GET", "POST"])
def secrets_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Somebody who sees the case may read its protected addresses, too."""
    case = _for_leads(request, pk)
    form = SecretsForm(request.POST or None, case=case)
    if request.method == "POST" and form.acts(let_read_secrets, case=case, by=request.user):
        messages.success(request, f"{form.cleaned_data['to']} può leggere gli indirizzi riservati.")
        return redirect(_back(case))
    lead = "Indirizzi e recapiti riservati stanno su una pagina loro: ogni apertura è annotata negli accessi."
    title = "Permesso sugli indirizzi riservati"
    return form_page(
        request, case, form, tab=TAB, title=title, back=_back(case), submit="Dai il permesso", lead=lead
    )


@require_POST
def secrets_withdraw(request: SignedInRequest, pk: int, user_pk: int) -> HttpResponseBase:
    """Take the right to the protected addresses back."""
    case = get_case_to_change(request.user, pk)
    right = get_object_or_404(granted_secrets(case), user=user_pk)
    require_lead(request.user, case)
    stop_reading_secrets(case=case, to=right.user, by=request.user)
    messages.success(request, f"{right.user} non legge più gli indirizzi riservati.")
    return redirect(_back(case))
