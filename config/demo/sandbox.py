"""The enti's certified mailboxes at the sandbox, whose ports may change at every start."""

import time
from pathlib import Path

from django.conf import settings

from accounts.models import Organisation, Unit
from config.demo.people import ENTI
from config.pec_sandbox.accounts import PASSWORD
from reports.enums import Encryption
from reports.models import Mailbox

LOOPBACK = "127.0.0.1"
# Ente → its address and password. The Comune's is wrong on purpose: its mailbox is soon suspended, with an alarm.
MAILBOXES = {
    "cooperativa": ("tutela@pec.cooperativa.example", PASSWORD),
    "borgolieto": ("servizisociali@pec.ambito.example", PASSWORD),
    "valserena": ("tutela@pec.comune.example", "scaduta"),
}
WAIT_SECONDS = 30


class SandboxMissingError(Exception):
    """The sandbox has not written its certificates: it does not run, or this is not the demo."""


def refresh_mailboxes() -> int:
    """Point every mailbox of the demo at the sandbox as it runs now. Returns how many.

    Raises SandboxMissingError when its authority is not there within half a minute.
    """
    trust = _trust(settings.PEC_SANDBOX_STATE / "ca.pem")
    for key, (address, password) in MAILBOXES.items():
        place = {
            "smtp_host": LOOPBACK,
            "imap_host": LOOPBACK,
            "smtp_port": settings.PEC_SANDBOX_SMTP_PORT,
            "imap_port": settings.PEC_SANDBOX_IMAP_PORT,
            "trust_pem": trust,
        }
        ente = Organisation.objects.get(name=ENTI[key][0])
        Mailbox.objects.update_or_create(
            organisation=ente,
            defaults=place,
            create_defaults={
                **place,
                "address": address,
                "username": address,
                "password": password,
                "encryption": Encryption.NONE,
                "sorting_unit": Unit.objects.filter(organisation=ente).order_by("pk").first(),
            },
        )
    return len(MAILBOXES)


def _trust(path: Path) -> str:
    """The authority that signs the sandbox's receipts; it is written when the sandbox starts."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not path.exists():
        if time.monotonic() > deadline:
            raise SandboxMissingError(str(path))
        time.sleep(0.05)
    return path.read_text()
