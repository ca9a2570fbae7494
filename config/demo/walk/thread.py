"""What the steps of the walk hand to each other, and how they wait and fail."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from accounts.models import User
from cases.models import Case
from config.demo.people import People, people
from courts.models import Mandate, Order
from reports.models import Dispatch, FrozenReport, Report

T = TypeVar("T")
PATIENCE_SECONDS = 120
POLL_SECONDS = 0.2


class StepFailedError(Exception):
    """The story did not go on as it must; the text says where, in Italian."""


@dataclass
class Thread:
    """One walk: its people, its folder, and what came into being so far."""

    out: Path
    today: date = field(default_factory=timezone.localdate)
    people: People = field(default_factory=people)
    cases: list[Case] = field(default_factory=list)
    order: Order | None = None
    enquiry: Mandate | None = None
    update: Mandate | None = None
    report: Report | None = None
    frozen: FrozenReport | None = None

    @property
    def worker(self) -> User:
        """The assistente sociale who writes."""
        return self.people.users["assistente"]

    @property
    def coordinator(self) -> User:
        """Who approves."""
        return self.people.users["coordinatrice"]

    @property
    def dispatch(self) -> Dispatch:
        """The one message of the report, as it stands now."""
        return Dispatch.objects.get(frozen=made(self.frozen))


def made(value: T | None) -> T:
    """Something an earlier step has made."""
    require(value is not None, "un passo precedente non ha prodotto ciò che serve")
    assert value is not None  # noqa: S101 - said above; for the type checker
    return value


def require(condition: object, otherwise: str) -> None:
    """Go on only if it is so. Raises StepFailedError."""
    if not condition:
        raise StepFailedError(otherwise)


def wait_for(
    condition: Callable[[], T | None], otherwise: str, *, nudge: Callable[[], object] | None = None
) -> T:
    """The first truthy value of `condition`, asked again and again; `nudge` rings a bell about every second.

    Raises StepFailedError after two minutes.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    rounds = 0
    while not (value := condition()):
        require(time.monotonic() < deadline, otherwise)
        if nudge is not None and rounds % 5 == 0:
            nudge()
        rounds += 1
        time.sleep(POLL_SECONDS)
    return value
