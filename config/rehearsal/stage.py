"""Where the faults are played: rows of a database that is thrown away, a real provider, the sweeps of the product."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import Client

from config.rehearsal.figures import Figures, count, unsettled
from config.rehearsal.rows import Outbox
from reports.actions import receipts, sending, watching
from reports.models import Report

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
ROUNDS = 200
PAUSE = 0.05
# Seconds and minutes: a lease that is over with the process that held it, and no wait for a trace.
IMPATIENT = {"PEC_LEASE": 0, "PEC_BODY_LEASE": 0, "RENDER_LEASE": 0, "PEC_UNCERTAIN_MINUTES": 0}


@dataclass(frozen=True)
class Stage:
    """An outbox, the provider's own book, and a client signed in as who approves."""

    outbox: Outbox
    mail: Path
    client: Client

    @classmethod
    def at(cls, outbox: Outbox, mail: Path) -> "Stage":
        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        client.force_login(outbox.lead, backend=SIGN_IN)
        return cls(outbox, mail, client)

    def approve(self, report: Report) -> int:
        """Press the button of the approval page; the status of the answer."""
        return self.client.post(f"/relazioni/{report.pk}/approva/").status_code

    def settle(self) -> None:
        """What the sweeps do every minute, until nothing moves any more."""
        for _ in range(ROUNDS):
            watching.watch()
            for pk in sending.pending_ids():
                sending.send_dispatch(dispatch_id=pk)
            for mailbox in receipts.mailboxes_to_read():
                receipts.read_mailbox(mailbox_id=mailbox)
            if not unsettled():
                return
            time.sleep(PAUSE)

    def came_to(self, dispatches: list[int], struck: int) -> Figures:
        """The fate of these dispatches, once everything has settled."""
        self.settle()
        return count(self.mail, struck, among=dispatches)


@contextmanager
def impatient() -> Iterator[None]:
    """Short leases, so that what a dead process held comes back at once."""
    before = {name: getattr(settings, name) for name in IMPATIENT}
    try:
        for name, value in IMPATIENT.items():
            setattr(settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
