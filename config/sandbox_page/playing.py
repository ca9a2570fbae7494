"""What the sandbox is to play, kept where it looks for it: in an office's address and in its own folder."""

from django.conf import settings
from django.db import transaction

from config.demo.offices import DOMAIN, OFFICES
from config.pec_sandbox import faults
from config.pec_sandbox.menu import OUTCOMES
from config.pec_sandbox.outcomes import mailbox_of, tag_of
from courts.models import Office


def office_of(key: str) -> Office | None:
    """The office of the demo, as it is in the database; None where somebody has renamed it."""
    return Office.objects.filter(name=OFFICES[key][1], pec__endswith=f"@{DOMAIN}").first()


def outcome_of(office: Office) -> str:
    """The tag its address carries now, "" for none."""
    tag = tag_of(office.pec)
    return tag if tag in OUTCOMES and "+" in office.pec else ""


@transaction.atomic
def choose_outcome(*, key: str, tag: str) -> bool:
    """Let the next messages to this office end like this: the outcome is a +tag of the address."""
    office = office_of(key)
    if office is None:
        return False
    local, _, domain = mailbox_of(office.pec).partition("@")
    office.pec = f"{local}+{tag}@{domain}" if tag else f"{local}@{domain}"
    office.full_clean()
    office.save(update_fields=["pec"])
    return True


def fault_now() -> str:
    """The switch and its position, "" when the provider is well."""
    return next(
        (f"{switch} {position}" for switch, position in faults.read(settings.PEC_SANDBOX_STATE).items()), ""
    )


def choose_fault(fault: str) -> None:
    """Switch one fault on, or all of them off."""
    switch, _, position = fault.partition(" ")
    faults.write(settings.PEC_SANDBOX_STATE, {switch: position} if position else {})
