"""What a line of the table of URLs is, and the shapes most lines have."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Model
from django.urls import reverse

from tests.factories.everything import FullWorld, Things
from tests.matrix.visits import SIGNED_IN

UNKNOWN_ID = 999_999_999
SIGN_IN = "/accesso/login/"

SEEN, NO, HIDDEN, NOT_THIS_WAY = {200}, {403}, {404}, {405}
# An empty form sent by who may send it: shown again, refused in words, or done.
HEARD = {200, 302, 400, 409, 422}

Statuses = dict[str, set[int]]


@dataclass(frozen=True)
class Line:
    """One URL with one set of ids, and the statuses each person may get.

    `anonymous` and `disabled` are sent to sign-in unless they are named.
    """

    name: str
    ids: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    get: Statuses = field(default_factory=dict)
    post: Statuses = field(default_factory=dict)
    # The cases of the world that every good answer to GET has to leave in the access log.
    shows: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "-".join([self.name, *self.ids.values(), *self.words.values()])

    def url(self, full: FullWorld, **others: int) -> str:
        """Its address in this world; `others` put other ids in the place of its own."""
        own = {name: found(full, full.things, what).pk for name, what in self.ids.items()}
        return reverse(self.name, kwargs=self.words | own | others)

    def missing_url(self, full: FullWorld) -> str:
        """The same address with ids nobody has."""
        return self.url(full, **dict.fromkeys(self.ids, UNKNOWN_ID))


def found(full: FullWorld, things: Things, what: str) -> Model:
    """The row a name of the table stands for, in one family or else in the world."""
    row: Model = getattr(things, what) if hasattr(things, what) else getattr(full, what)
    return row


def _as_sets(statuses: dict[str, int | set[int]]) -> Statuses:
    return {who: {value} if isinstance(value, int) else value for who, value in statuses.items()}


def answers(rest: set[int], **people: int | set[int]) -> Statuses:
    """The same for everybody signed in, but for those named."""
    return dict.fromkeys(SIGNED_IN, rest) | _as_sets(people)


def _split(named: dict[str, str | int | set[int]]) -> tuple[dict[str, str], Statuses]:
    """Ids are names of rows, statuses are numbers."""
    ids = {name: value for name, value in named.items() if isinstance(value, str)}
    return ids, _as_sets({name: value for name, value in named.items() if not isinstance(value, str)})


Shape = Callable[..., Line]


def page(name: str, *, words: dict[str, str] | None = None, **named: str | int | set[int]) -> Line:
    """Something of a case, to be read by whoever sees the case."""
    ids, people = _split(named)
    get = answers(HIDDEN, owner=SEEN, coordinator=SEEN, reader=SEEN) | people
    return Line(name, ids, words or {}, get, answers(NOT_THIS_WAY), _about(ids))


def form(name: str, *, words: dict[str, str] | None = None, **named: str | int | set[int]) -> Line:
    """A form that changes a case: 403 for who only reads it."""
    ids, people = _split(named)
    get = answers(HIDDEN, owner=SEEN, coordinator=SEEN, reader=NO) | people
    post = {who: HEARD if codes == SEEN else codes for who, codes in get.items()}
    return Line(name, ids, words or {}, get, post, _about(ids))


def act(name: str, *, words: dict[str, str] | None = None, **named: str | int | set[int]) -> Line:
    """A button: POST only."""
    ids, people = _split(named)
    post = answers(HIDDEN, owner=HEARD, coordinator=HEARD, reader=NO) | people
    return Line(name, ids, words or {}, answers(NOT_THIS_WAY), post)


def _about(ids: dict[str, str]) -> tuple[str, ...]:
    return ("case", "sibling") if any(what.startswith("joint_") for what in ids.values()) else ("case",)


def open_to_all(name: str, *, words: dict[str, str] | None = None, **people: int | set[int]) -> Line:
    """A page everybody signed in may open; what it lists is cut by the gate."""
    return Line(name, {}, words or {}, answers(SEEN, **people), answers(NOT_THIS_WAY))


def asked_by_all(name: str, **people: int | set[int]) -> Line:
    """A page everybody signed in may open and send a question to."""
    get = answers(SEEN, **people)
    post = {who: HEARD if codes == SEEN else codes for who, codes in get.items()}
    return Line(name, {}, {}, get, post)


def reserved_to(name: str, *people: str, post: bool = False) -> Line:
    """A page for some roles; everybody else is told so."""
    get = answers(NO, **dict.fromkeys(people, 200))
    asked = {who: HEARD if codes == SEEN else codes for who, codes in get.items()}
    return Line(name, {}, {}, get, asked if post else answers(NOT_THIS_WAY))


def public(name: str, *, words: dict[str, str] | None = None) -> Line:
    """Open before signing in. Shows nothing of anybody."""
    seen, sent = SEEN, SEEN | NOT_THIS_WAY
    get = answers(seen, anonymous=seen, disabled=seen)
    return Line(name, {}, words or {}, get, answers(sent, anonymous=sent, disabled=sent))


def members_help(topic: str) -> Line:
    """A help page that needs a reader who has signed in; for anybody else it does not exist."""
    seen = answers(SEEN, anonymous=404, disabled=404)
    sent = answers(SEEN | NOT_THIS_WAY, anonymous={404, 405}, disabled={404, 405})
    return Line("help_topic", words={"topic": topic}, get=seen, post=sent)
