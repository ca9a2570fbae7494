"""The request as a view behind the sign-in sees it."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose `user` is a person: `LoginRequiredMiddleware` lets nobody else reach the views."""

    user: User
