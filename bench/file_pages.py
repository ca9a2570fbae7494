"""Pages answered in this process, through all the middleware, and the floor under them."""

from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from accounts.models import User
from config.urls import urlpatterns as product

FLOOR = "/pavimento/"
# What the floor runs: a statement and its values, one after the other.
statements: list[tuple[str, object]] = []


def floor(request: HttpRequest) -> HttpResponse:
    """The same rows by bare statements, behind the same session and user, as plain text."""
    lines = [str(request.user.pk)]
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
            lines += map(str, cursor.fetchall())
    return HttpResponse("\n".join(lines))


urlpatterns = [path(FLOOR[1:], floor), *product]


def lay_the_floor() -> None:
    """Answer at its address, and to the browser of this process: only where nothing else runs."""
    settings.ROOT_URLCONF = "bench.file_pages"
    settings.ALLOWED_HOSTS = ["testserver"]


def signed_in(user: User) -> Client:
    """A browser that has signed in as this person."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def got(client: Client, url: str) -> Callable[[object], None]:
    """A work for the clock: one answer, which has to be the page itself."""

    def work(_: object) -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code}")

    return work


def queries_of(work: Callable[[object], None]) -> int:
    """How many statements a work sends."""
    with CaptureQueriesContext(connection) as sent:
        work(None)
    return len(sent)
