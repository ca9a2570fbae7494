from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from reports.models import Dispatch, Mailbox
from tests.conftest import World
from tests.factories.reports import TODAY, sandbox_mailbox
from tests.pec import Sandbox
from tests.reports.actions.delivering import approved_for, give_pdf


@pytest.fixture
def mailbox(world: World, sandbox: Sandbox, new_mailbox: Callable[[], str]) -> Mailbox:
    """The ente's mailbox, with nothing in it yet."""
    return sandbox_mailbox(sandbox, new_mailbox(), organisation=world.cooperative)


@pytest.fixture
def queued(world: World, mailbox: Mailbox) -> Callable[..., Dispatch]:
    """An approved report with its PDF, in the outbox for an address (or a tag) of the sandbox."""

    def queue(tag: str = "tribunale") -> Dispatch:
        address = tag if "@" in tag else f"{tag}@pec.giustizia.example"
        frozen = approved_for(world, address)
        give_pdf(frozen)
        return frozen.dispatches.select_related("mailbox", "frozen__report").get()

    return queue


@pytest.fixture
def before_the_deadline() -> Iterator[None]:
    """The day the factories live in, nine days before their reports are due, whatever the day outside."""
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC), tick=True):
        yield
