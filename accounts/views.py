"""The person's own pages: account and roles, absences, how to be told of deadlines."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.absences import absences_in_reach
from accounts.actions import end_absence, record_absence, set_notifications
from accounts.forms import AbsenceForm, NotificationForm
from accounts.models import Membership, NotificationPreference
from accounts.requests import SignedInRequest


@require_safe
def profile(request: SignedInRequest) -> HttpResponse:
    """The person's own account, read-only: an administrator keeps names and roles."""
    memberships = (
        Membership.objects.in_force()
        .filter(user=request.user)
        .select_related("unit__controller", "organisation")
        .order_by("valid_from")
    )
    return render(request, "accounts/profile.html", {"memberships": memberships})


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: SignedInRequest) -> HttpResponse:
    """One's own absences; a lead also enters those of the people of the unit."""
    form = AbsenceForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.acts(record_absence, by=request.user):
        messages.success(request, "Assenza registrata.")
        return redirect("accounts:absences")
    context = {
        "form": form,
        "absences": absences_in_reach(request.user, timezone.localdate()),
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "accounts/absences.html", context)


@require_POST
def absence_end(request: SignedInRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(absences_in_reach(request.user, timezone.localdate()), pk=pk)
    try:
        end_absence(absence=absence, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Assenza tolta: da oggi le scadenze tornano alla persona.")
    return redirect("accounts:absences")


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: SignedInRequest) -> HttpResponse:
    chosen = NotificationPreference.objects.filter(user=request.user).first() or NotificationPreference()
    form = NotificationForm(request.POST or None, chosen=chosen)
    if request.method == "POST" and form.acts(set_notifications, user=request.user):
        messages.success(request, "Preferenze salvate.")
        return redirect("accounts:notifications")
    return TemplateResponse(request, "accounts/notifications.html", {"form": form})
