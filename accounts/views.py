from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Membership


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """The person's own account, read-only: an administrator keeps names and roles."""
    memberships = (
        Membership.objects.in_force()
        .filter(user=request.user)
        .select_related("unit__controller", "organisation")
        .order_by("valid_from")
    )
    return render(request, "accounts/profile.html", {"memberships": memberships})
