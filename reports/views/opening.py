"""Opening a report by hand, from its case."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from cases.permissions import changeable_cases, get_case_to_change, saw
from cases.views.page import form_page
from courts.models import Mandate
from courts.permissions import visible_mandates
from reports.actions.opening import open_by_hand
from reports.forms import OpenReportForm
from reports.forms.opening import final_report_of

LEAD = (
    "Le relazioni chieste da un provvedimento si aprono da sole. Qui si aprono le altre: una segnalazione, una "
    "relazione urgente, una proposta. La prima bozza riprende il fascicolo del periodo."
)


@require_http_methods(["GET", "POST"])
def report_open(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_case_to_change(request.user, pk)
    siblings = changeable_cases(request.user).filter(household=case.household_id, closed_on=None)
    mandates = visible_mandates(request.user).filter(cases=case).order_by("-starts_on", "-pk")
    form = OpenReportForm(
        request.POST or None,
        initial=_asked(request, mandates),
        mandates=mandates,
        siblings=siblings.exclude(pk=case.pk).select_related("person"),
    )
    saw(row.pk for row in siblings)
    if request.method == "POST" and form.acts(open_by_hand, case=case, by=request.user):
        messages.success(request, "Relazione aperta: la prima bozza viene dal fascicolo del periodo.")
        return redirect(form.result)
    back = reverse("reports:case_reports", args=[case.pk])
    title, submit = "Nuova relazione", "Apri la relazione"
    return form_page(request, case, form, tab="relazioni", title=title, back=back, submit=submit, lead=LEAD)


def _asked(request: SignedInRequest, mandates: QuerySet[Mandate]) -> dict[str, object]:
    """What a deadline asks to be opened here (`?incarico=`), if it is in sight."""
    number = request.GET.get("incarico", "")
    wanted = (
        mandates.filter(pk=number).first()
        if number.isascii() and number.isdigit() and len(number) < 19
        else None
    )
    return final_report_of(wanted) if wanted is not None else {}
