"""All deadlines of a case, and giving one to somebody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.actions.deadlines import assign_deadline
from cases.assignments import answering_today, assignments_of
from cases.deadline_links import urls_of
from cases.forms.deadlines import AssignForm
from cases.models import Deadline
from cases.permissions import get_case, get_case_to_change, may_change


@require_safe
def case_deadlines(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is due, who answers for it today and why; then what is done, with its proof."""
    case = get_case(request.user, pk)
    rows = list(case.deadlines.select_related("case", "owner").order_by("due_on", "pk"))
    waiting = [row for row in rows if row.closed_at is None]
    urls = urls_of(rows, request.user)
    answers = answering_today(waiting, timezone.localdate())
    context = {
        "case": case,
        "tab": "sintesi",
        "here": "Scadenze",
        "waiting": [(row, urls[row.pk], answers.get(row.pk, "")) for row in waiting],
        "closed": [(row, urls[row.pk]) for row in reversed(rows) if row.closed_at is not None],
        "may_change": may_change(request.user, [case]),
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "cases/case_deadlines.html", context)


@require_http_methods(["GET", "POST"])
def deadline_assign(request: SignedInRequest, pk: int, deadline_pk: int) -> HttpResponse:
    """Give a deadline to somebody who sees the case, or back to who is responsible for it."""
    case = get_case_to_change(request.user, pk)
    deadline = get_object_or_404(
        Deadline.objects.select_related("owner", "case__unit"), case=case, pk=deadline_pk
    )
    form = AssignForm(request.POST or None, case=case, initial={"to": deadline.owner_id})
    if request.method == "POST" and form.acts(assign_deadline, deadline=deadline, by=request.user):
        messages.success(request, "Scadenza assegnata.")
        return redirect("cases:case_deadlines", case.pk)
    context = {
        "case": case,
        "tab": "sintesi",
        "here": "Assegna una scadenza",
        "form": form,
        "deadline": deadline,
        "answers": answering_today([deadline], timezone.localdate()).get(deadline.pk, ""),
        "history": assignments_of(deadline),
    }
    return TemplateResponse(request, "cases/deadline_assign.html", context)
