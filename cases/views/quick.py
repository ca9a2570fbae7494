"""Between two visits, on a telephone: a note in a few seconds."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from cases.actions.diary import draft_fields, write_entry
from cases.draft_lock import key_of, lock_of
from cases.forms.diary import QuickEntryForm, initial_of_draft
from cases.models import Case
from cases.permissions import caseload, get_case_to_change, nothing_of_a_case

MOST_CASES = 100


@require_safe
def quick_choose(request: SignedInRequest) -> HttpResponse:
    """First about whom. The next page is the note."""
    page = caseload(request.user, limit=MOST_CASES)
    return render(request, "cases/quick_choose.html", {"cases": page.cases, "more": page.next is not None})


@require_http_methods(["GET", "POST"])
def diary_quick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Text, kind, done: the moment is now. What is begun here goes on in the whole form, and the other way round."""
    case = get_case_to_change(request.user, pk)
    draft, held = draft_fields(case=case, by=request.user) or (None, {})
    if "day" in held and request.method == "GET":
        # Begun in the whole form: here it would be cut to what this page has.
        return redirect("cases:diary_create", case.pk)
    form = QuickEntryForm(request.POST or None, initial=initial_of_draft(held) if draft else None)
    if request.method == "POST" and _noted(request, form, case):
        return redirect("cases:case_diary", case.pk)
    context = {"case": case, "tab": "diario", "here": "Nota rapida", "form": form, "draft": draft}
    return render(request, "cases/diary_quick.html", {**context, "lock": lock_of(request)})


def _noted(request: SignedInRequest, form: QuickEntryForm, case: Case) -> bool:
    if not form.is_valid():
        return False
    try:
        write_entry(cases=[case], by=request.user, content=form.content())
    except ValidationError as refusal:
        form.adopt(refusal)
        return False
    messages.success(request, "Annotazione registrata.")
    return True


@require_POST
def draft_key(request: SignedInRequest) -> HttpResponse:
    """The key to a text this person's browser keeps from an earlier session."""
    nothing_of_a_case()
    try:
        key = key_of(request.user, request.POST.get("name", ""))
    except ValueError:
        return HttpResponseBadRequest()
    return JsonResponse({"key": key})
