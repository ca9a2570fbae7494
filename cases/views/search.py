"""Ricerca: one box, cut by the gate."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from cases.forms.search import SearchForm
from cases.permissions import nothing_of_a_case
from cases.search import MAX_COUNT
from cases.search import search as find
from cases.views.remembered import forget, recall, remember

KEPT = "search"


@require_http_methods(["GET", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """Ask by POST, read by GET: what was typed stays in the session and out of the address."""
    nothing_of_a_case()
    if request.method == "POST" and not request.POST.get("text", "").strip():
        forget(request, KEPT)
        return redirect("cases:search")
    form = SearchForm(request.POST if request.method == "POST" else recall(request, KEPT))
    if form.is_valid() and request.method == "POST":
        remember(request, KEPT)
        return redirect("cases:search")
    context: dict[str, object] = {"form": form, "max_count": MAX_COUNT}
    if form.is_bound and form.is_valid():
        before, after = request.GET.get("prima", ""), request.GET.get("dopo", "")
        context["results"] = find(request.user, form.cleaned_data["text"], before=before, after=after)
    return render(request, "cases/search.html", context)
