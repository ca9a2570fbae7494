"""*Valutazioni*: what was found about the child and the family, each time on a day."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.actions.assessments import register_assessment
from cases.forms.life import AssessmentForm
from cases.models import Assessment
from cases.permissions import get_case, get_case_to_change, may_change
from cases.views.page import form_page


@require_safe
def case_assessments(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every assessment of a case, the latest first."""
    case = get_case(request.user, pk)
    rows = Assessment.objects.filter(case=case).select_related("assessed_by").prefetch_related("findings")
    context = {
        "case": case,
        "tab": "sintesi",
        "here": "Valutazioni",
        "rows": rows,
        "may_change": case.is_open and may_change(request.user, [case]),
    }
    return TemplateResponse(request, "cases/assessments.html", context)


@require_http_methods(["GET", "POST"])
def assessment_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Register what emerges today, or emerged on a day."""
    case = get_case_to_change(request.user, pk)
    back = reverse("cases:case_assessments", args=[case.pk])
    form = AssessmentForm(request.POST or None, initial={"assessed_on": timezone.localdate()})
    if request.method == "POST" and form.acts(register_assessment, case=case, by=request.user):
        messages.success(request, "Valutazione registrata.")
        return redirect(back)
    return form_page(
        request,
        case,
        form,
        tab="sintesi",
        title="Nuova valutazione",
        back=back,
        submit="Registra la valutazione",
        lead="Le voci sono quelle chieste dal flusso nazionale: se ne possono scegliere più d'una.",
    )
