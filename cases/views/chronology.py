"""*Cronologia*: everything on a case in one line of time."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from cases.chronology import events_of, page_of_events
from cases.forms.chronology import ChronologyForm
from cases.permissions import get_case

FILTERS = ("cosa", "dal", "al")


@require_safe
def case_chronology(request: SignedInRequest, pk: int) -> HttpResponse:
    """The events of a case, the latest first, cut to kinds and to a period."""
    case = get_case(request.user, pk)
    form = ChronologyForm(request.GET if set(FILTERS) & set(request.GET) else None)
    page = request.GET.get("pagina", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    chronology = page_of_events(events_of(request.user, case, **form.asked), number)
    context = {
        "case": case,
        "tab": "sintesi",
        "here": "Cronologia",
        "form": form,
        "filtered": any(form.asked.values()),
        "chronology": chronology,
        "older": number + 1,
        "newer": number - 1 if chronology.first > 1 else 0,
    }
    return TemplateResponse(request, "cases/chronology.html", context)
