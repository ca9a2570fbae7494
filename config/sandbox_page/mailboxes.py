"""The offices' mailboxes at the sandbox."""

from dataclasses import dataclass

from django.conf import settings

from config.demo.offices import DOMAIN, OFFICES
from config.pec_sandbox import client
from config.pec_sandbox.outcomes import mailbox_of


@dataclass(frozen=True)
class Mailbox:
    """One office's mailbox: `key` as in the demo's offices."""

    key: str
    office: str
    address: str


MAILBOXES = {
    key: Mailbox(key, name, mailbox_of(f"{local}@{DOMAIN}"))
    for key, (_, name, _, _, local) in OFFICES.items()
    if local
}


def letters_of(box: Mailbox) -> list[client.Letter]:
    """Everything that arrived, oldest first. Raises what `reports.pec.mailbox` raises."""
    return client.letters(box.address, imap_port=settings.PEC_SANDBOX_IMAP_PORT)
