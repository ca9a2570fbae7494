"""The request's transaction, the rule that case data pass the gate, and the log of what was shown."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.access_log import record_access
from accounts.permissions import asked_once
from cases.permissions import Visit, emergency_mark, visit

logger = logging.getLogger("bandolo.gate")
CASE_DATA = ("cases.", "courts.", "services.", "peipa.", "reports.")


class GateNotAskedError(RuntimeError):
    """A view of an app that holds case data answered without asking the gate."""


class GateMiddleware:
    """One transaction per request: what is shown is logged in it, and an error undoes it whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.undo = False  # type: ignore[attr-defined]
        with asked_once(), visit() as shown:
            with transaction.atomic():
                response = self.get_response(request)
                undo = request.undo or response.status_code >= 500  # type: ignore[attr-defined]
                if undo:
                    transaction.set_rollback(True)
                else:
                    self._check(request, response, shown)
                    self._log(request, response, shown)
            if undo and response.status_code == 403:
                # Refused on a case one sees: undone, but not unseen.
                self._log(request, response, shown)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        request.undo = True  # type: ignore[attr-defined]

    def _check(self, request: HttpRequest, response: HttpResponse, shown: Visit) -> None:
        match = request.resolver_match
        if match is None or response.status_code >= 300 or shown.asked:
            return
        if match.func.__module__.startswith(CASE_DATA):
            raise GateNotAskedError(match.view_name)

    def _log(self, request: HttpRequest, response: HttpResponse, shown: Visit) -> None:
        if not shown.seen or not request.user.is_authenticated:
            return
        record_access(
            user=request.user,
            action=request.resolver_match.view_name if request.resolver_match else "",
            method=request.method or "",
            status=response.status_code,
            case_ids=shown.seen,
            ip=request.META.get("REMOTE_ADDR") or None,
            why=emergency_mark(request.user, shown.seen),
        )
