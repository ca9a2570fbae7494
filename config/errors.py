"""The answer when something broke: said plainly, and a different one when only the database is away."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = "30"


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with the advice to try again when the database does not answer. Uses no context."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = RETRY_SECONDS
        return response
    return HttpResponse(render_to_string("500.html"), status=500)
