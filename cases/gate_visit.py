"""What one request, or one task, has asked of the gate and shown. `cases.permissions` lends it to everybody."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.permissions import Roles
from cases.models import CaseAccess


@dataclass
class Visit:
    """What passed through the gate during one request or one task."""

    asked: bool = False
    seen: set[int] = field(default_factory=set)
    # The roles of somebody and the rows of the access table they open: the gate's own note.
    access: tuple[Roles, QuerySet[CaseAccess]] | None = None


_visit: ContextVar[Visit | None] = ContextVar("gate_visit", default=None)


@contextmanager
def visit() -> Iterator[Visit]:
    """Collect what is shown until the block ends."""
    current = Visit()
    token = _visit.set(current)
    try:
        yield current
    finally:
        _visit.reset(token)


def current_visit() -> Visit | None:
    """The visit in hand; None outside a request or a task."""
    return _visit.get()


def ask() -> None:
    """The gate was asked: the middleware refuses answers about cases that never did."""
    current = _visit.get()
    if current is not None:
        current.asked = True


def saw(case_ids: Iterable[int]) -> None:
    """Note that the answer in the making shows something of these cases."""
    current = _visit.get()
    if current is not None:
        current.asked = True
        current.seen.update(case_ids)


def nothing_of_a_case() -> None:
    """State that this answer shows nothing of any case (a help page, an empty form)."""
    ask()
