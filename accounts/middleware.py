from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.permissions import request_roles

OPEN_PREFIXES = ("/accesso/", "/static/")


class MfaRequiredMiddleware:
    """Sends people whose role demands a second factor to set it up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            messages.warning(
                request, "Il tuo ruolo richiede la verifica in due passaggi: attivala per continuare."
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        required = set(settings.MFA_REQUIRED_ROLES)
        if not required or not request.user.is_authenticated or request.path.startswith(OPEN_PREFIXES):
            return False
        return bool(required & request_roles(request).names) and not is_mfa_enabled(request.user)
