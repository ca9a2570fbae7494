"""From the list *Casi*: the chosen cases pass to another responsible, row by row."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.actions.reassignment import MOST_CASES, Passage, reassign_cases
from cases.forms.team import ReassignForm
from cases.models import Case, TeamMember
from cases.permissions import saw, visible_cases

Rows = list[tuple[Case, str]]


@require_http_methods(["GET", "POST"])
def reassign(request: SignedInRequest) -> HttpResponseBase:
    """The chosen cases, the new responsible, and then what passed, what did not and why."""
    if not request_roles(request).lead_units:
        raise PermissionDenied
    rows = _chosen(request)
    cases = [case for case, _ in rows]
    if not cases:
        messages.error(request, "Scegli dall'elenco almeno un caso da affidare.")
        return redirect("cases:case_list")
    form = ReassignForm(request.POST or None, cases=cases, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.acts(reassign_cases, cases=cases, by=request.user):
        return _report(request, rows, form.result)
    return TemplateResponse(request, "cases/reassign.html", {"form": form, "rows": rows})


def _chosen(request: SignedInRequest) -> Rows:
    """The cases of the chosen rows that the person sees, each with who answers for it now."""
    asked = (request.POST if request.method == "POST" else request.GET).getlist("caso")
    numbers = [
        int(text) for text in asked[:MOST_CASES] if text.isascii() and text.isdigit() and len(text) < 18
    ]
    found = visible_cases(request.user).filter(pk__in=numbers).select_related("person", "unit")
    cases = list(found.order_by("pk"))
    saw(case.pk for case in cases)
    now = TeamMember.objects.in_force(timezone.localdate()).filter(case__in=cases, responsible=True)
    names = {row.case_id: str(row.user) for row in now.select_related("user")}
    return [(case, names.get(case.pk, "")) for case in cases]


def _report(request: SignedInRequest, rows: Rows, passages: list[Passage]) -> HttpResponse:
    """The answer to the passage itself: going back and sending again finds every row done already."""
    before = {case.pk: who for case, who in rows}
    done = [(row, before[row.case.pk]) for row in passages]
    context = {
        "done": done,
        "moved": sum(not row.refusal for row in passages),
        "refused": sum(bool(row.refusal) for row in passages),
    }
    return TemplateResponse(request, "cases/reassigned.html", context)
