"""The one page that every small form of a case uses."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from accounts.requests import SignedInRequest
from cases.forms.base import CaseForm
from cases.models import Case


def form_page(
    request: SignedInRequest,
    case: Case,
    form: CaseForm,
    *,
    tab: str,
    title: str,
    back: str,
    submit: str = "Salva",
    lead: str = "",
    reasons: list[str] | None = None,
    danger: bool = False,
) -> HttpResponse:
    """The form under the head of the case. `reasons` say why it cannot be sent now; `back` is the way out."""
    context = {
        "case": case,
        "form": form,
        "tab": tab,
        "title": title,
        "here": title,
        "back": back,
        "submit": submit,
        "lead": lead,
        "reasons": reasons or [],
        "danger": danger,
    }
    return TemplateResponse(request, "cases/case_form.html", context)
