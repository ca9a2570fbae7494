"""What was asked last, kept in the session: names and words typed into a search never enter an address."""

from django.http import QueryDict

from accounts.requests import SignedInRequest


def remember(request: SignedInRequest, name: str) -> None:
    """Keep the fields that were sent, until sign-out or the next question."""
    asked = request.POST.copy()
    asked.pop("csrfmiddlewaretoken", None)
    request.session[name] = asked.urlencode()


def recall(request: SignedInRequest, name: str) -> QueryDict | None:
    """The fields kept under `name`, or None."""
    kept = request.session.get(name)
    return QueryDict(kept) if kept else None


def forget(request: SignedInRequest, name: str) -> None:
    """Start over."""
    request.session.pop(name, None)
