"""Emergency access: entering, the register, the review."""

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access_log import record_access
from accounts.doorbell import ring
from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.actions.break_glass import MISSED, break_glass, close_glass, review_glass
from cases.emergency_access import is_running, known_to, opened_during, review_due, reviewable_by
from cases.forms.sight import EmergencyForm, ReviewForm
from cases.paging import page_of
from cases.permissions import nothing_of_a_case, saw
from cases.tasks import tell_of_emergencies

WRITING_SECONDS = 15 * 60
TOO_LATE = "È passato troppo tempo: conferma di nuovo chi sei, poi ripeti l'invio."


@require_http_methods(["GET", "POST"])
def emergency(request: SignedInRequest) -> HttpResponseBase:
    """Enter one case in an emergency: who has just confirmed to be who they are, with a reason."""
    nothing_of_a_case()
    if not request_roles(request).works_on_cases:
        raise PermissionDenied
    return _confirmed(request)


def _to_be_confirmed(request: HttpRequest) -> bool:
    return request.method == "GET"  # what was typed must not be lost: a late POST is answered by the form


@reauthentication_required(enabled=_to_be_confirmed)
def _confirmed(request: SignedInRequest) -> HttpResponseBase:
    form = EmergencyForm(request.POST or None)
    late = request.method == "POST" and not _recently_confirmed(request)
    if late:
        form.add_error(None, TOO_LATE)
    elif request.method == "POST" and form.acts(break_glass, by=request.user):
        return _entered(request, form)
    _note_a_miss(request, form)
    return render(request, "cases/emergency.html", {"form": form, "late": late})


def _recently_confirmed(request: SignedInRequest) -> bool:
    """Whether the password or the second factor was given anew, not only at sign-in, while this was written."""
    records = get_authentication_records(request, request.user)
    times = [record["at"] for record in records if record.get("reauthenticated")]
    return bool(times) and timezone.now().timestamp() - max(times) < WRITING_SECONDS


def _entered(request: SignedInRequest, form: EmergencyForm) -> HttpResponseBase:
    glass = form.result
    saw([glass.case_id])
    ring(tell_of_emergencies)
    messages.warning(
        request,
        f"Puoi leggere questo fascicolo fino alle {timezone.localtime(glass.expires_at):%H:%M}. "
        "Chi risponde dell'unità è stato avvisato.",
    )
    return redirect(glass.case)


def _note_a_miss(request: SignedInRequest, form: EmergencyForm) -> None:
    if not form.is_bound or not form.has_error("reference", "missed"):
        return
    record_access(
        user=request.user,
        action="cases:emergency",
        method=request.method or "",
        status=404,
        case_ids=[],
        ip=request.META.get("REMOTE_ADDR") or None,
        why=MISSED,
    )


@require_POST
def emergency_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one's own access before its time."""
    nothing_of_a_case()
    glass = get_object_or_404(known_to(request.user).filter(user=request.user), pk=pk)
    close_glass(glass=glass, by=request.user)
    messages.success(request, "Accesso d'emergenza chiuso.")
    return redirect("cases:emergency_register")


@require_safe
def emergency_register(request: SignedInRequest) -> HttpResponse:
    """The emergency accesses the reader made or answers for: references only."""
    before, after = request.GET.get("prima", ""), request.GET.get("dopo", "")
    page = page_of(known_to(request.user), "opened_at", before=before, after=after)
    nothing_of_a_case()
    saw(glass.case_id for glass in page.rows)
    rows = [(glass, is_running(glass), review_due(glass.opened_at)) for glass in page.rows]
    context = {"page": page, "rows": rows, "today": timezone.localdate(), "roles": request_roles(request)}
    return render(request, "cases/emergency_register.html", context)


@require_http_methods(["GET", "POST"])
def emergency_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One emergency access: why, what was opened, and the review by somebody else."""
    nothing_of_a_case()
    glass = get_object_or_404(known_to(request.user), pk=pk)
    saw([glass.case_id])
    may_review = reviewable_by(request.user).filter(pk=glass.pk).exists()
    if request.method == "POST" and not may_review:
        raise PermissionDenied
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.acts(review_glass, glass=glass, by=request.user):
        messages.success(request, "Verifica registrata.")
        return redirect("cases:emergency_register")
    context = {
        "glass": glass,
        "running": is_running(glass),
        "due": review_due(glass.opened_at),
        "opened": opened_during(glass),
        "may_review": may_review,
        "form": form,
    }
    return render(request, "cases/emergency_detail.html", context)
