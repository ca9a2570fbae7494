"""Everybody's requests, each undone as soon as it is answered, so that one world serves a whole module."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Max
from django.test import Client

from accounts.models import AccessLog, User
from cases.models import Case
from cases.permissions import visible_cases
from tests.factories.everything import FullWorld, build_full_world
from tests.kept import kept

# Who stands in the columns of the table, beside `disabled` and `anonymous`.
SIGNED_IN = (
    "owner",
    "coordinator",
    "reader",
    "colleague",
    "stranger",
    "outsider",
    "administrator",
    "privacy",
    "superuser",
)
BACKEND = settings.AUTHENTICATION_BACKENDS[0]
# What differs between two answers to the same question: single-use numbers of the page, names of a drawing.
ONCE = re.compile(
    rb'(nonce="|nonce-|data-lock-(?:name|key)="|name="csrfmiddlewaretoken" value="|"X-CSRFToken": ?")[\w=+/-]+'
    rb"|[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}"
)


@dataclass(frozen=True)
class Answer:
    """What came back and what the access log says about it."""

    status: int
    body: bytes
    headers: dict[str, str]
    rows: tuple[AccessLog, ...]
    error: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def settled(self) -> bytes:
        """The body without its single-use numbers; of an archive the files without the hour they were packed."""
        if self.body.startswith(b"PK"):
            archive = zipfile.ZipFile(io.BytesIO(self.body))
            return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
        return ONCE.sub(rb"\1", self.body)

    @property
    def logged(self) -> set[int]:
        """Ids of the cases the access log says were shown."""
        return {pk for row in self.rows for pk in row.case_ids}


# As written: Django takes longer to write it, thousands of times, than the server to answer.
SINCE = "SELECT * FROM accounts_accesslog WHERE id > %s ORDER BY id"


def _form(data: dict[str, str] | None) -> dict[str, str]:
    """The body as a form without files sends it: with hundreds of fields, in a fraction of the time of one with."""
    return {"data": urlencode(data or {}, doseq=True), "content_type": "application/x-www-form-urlencoded"}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Visitors:
    """The people of the full world, each with a session of their own."""

    def __init__(self, full: FullWorld) -> None:
        self.full = full
        self.sessions = {"anonymous": ""}
        for who in (*SIGNED_IN, "disabled", "far_lead"):
            self.sessions[who] = self._session(getattr(full, who))
        self.client = Client(raise_request_exception=False)
        # Numbers of rows only grow: what a request adds to the access log comes after the last row ever seen.
        self.last_row = AccessLog.objects.aggregate(last=Max("pk"))["last"] or 0
        self.cases = list(Case.unscoped.select_related("person"))
        self._sees: dict[str, set[int]] = {}
        # What each person hears of an id that never was: person, method and part of the site → answer.
        self.nowhere: dict[tuple[str, str, str], tuple[int, bytes, dict[str, str]]] = {}

    def _session(self, user: User) -> str:
        """A session begun while the account was in use: the disabled one lost its rights later."""
        was_active = user.is_active
        User.objects.filter(pk=user.pk).update(is_active=True)
        client = Client()
        client.force_login(user, backend=BACKEND)
        User.objects.filter(pk=user.pk).update(is_active=was_active)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def user(self, who: str) -> User | None:
        return getattr(self.full, who, None)

    def sees(self, who: str) -> set[int]:
        """The cases this person sees while nothing lasting has changed."""
        if who not in self._sees:
            rows = visible_cases(self.user(who) or AnonymousUser())
            self._sees[who] = set(rows.values_list("pk", flat=True))
        return self._sees[who]

    def get(self, who: str, url: str) -> Answer:
        return self.ask(who, "get", url)

    def post(self, who: str, url: str, data: dict[str, str] | None = None) -> Answer:
        return self.ask(who, "post", url, data or {"campo": "valore"})

    def ask(self, who: str, method: str, url: str, data: dict[str, str] | None = None) -> Answer:
        """One request, undone."""
        with undone():
            return self.ask_for_good(who, method, url, data)

    def ask_for_good(self, who: str, method: str, url: str, data: dict[str, str] | None = None) -> Answer:
        """One request whose effects stay until the block around it is undone."""
        cookies = {settings.SESSION_COOKIE_NAME: self.sessions[who]} if self.sessions[who] else {}
        self.client.cookies = SimpleCookie(cookies)
        response = self.client.get(url, data) if method == "get" else self.client.post(url, **_form(data))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        exc = getattr(response, "exc_info", None)
        rows = tuple(AccessLog.objects.raw(SINCE, [self.last_row]))
        self.last_row = max((row.pk for row in rows), default=self.last_row)
        return Answer(
            status=response.status_code,
            body=body,
            headers={name.lower(): value for name, value in response.items()},
            rows=rows,
            error=f"{exc[0].__name__}: {exc[1]}" if exc else "",
        )


@pytest.fixture(scope="module")
def module_transaction(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The database for a whole module, undone at its end. A module that wants it says so once:

    @pytest.fixture(scope="module")
    def db(module_transaction): ...
    """
    with django_db_blocker.unblock():
        sweep_dead_rows()
        with undone():
            yield


def sweep_dead_rows() -> None:
    """Remove what undone tests left in the tables: nothing else can while a module's transaction is open, and
    every scan would read it again."""
    _on_every_table("VACUUM")


def gather_statistics() -> None:
    """Tell the planner how large the tables of this transaction are: without it it plans for empty ones."""
    _on_every_table("ANALYZE")


def _on_every_table(command: str) -> None:
    """Ours only: the catalogue of the cluster belongs to the other test processes too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace"
        )
        cursor.execute(f"{command} {cursor.fetchone()[0]}")


@pytest.fixture(scope="module")
def visitors(db: None) -> Visitors:
    """One full world for a module whose `db` is `module_transaction`."""
    full = kept(build_full_world)
    gather_statistics()
    return Visitors(full)
