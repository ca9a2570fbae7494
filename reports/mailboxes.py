"""From a mailbox row to what the certified-mail library needs."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Unit
from reports.models import Mailbox
from reports.pec.account import Account, Security, Server
from reports.pec.signature import TrustList


def account_of(mailbox: Mailbox) -> Account:
    """Servers and credentials. Raises ValueError for an unencrypted server that is not this machine."""
    security = Security(mailbox.encryption)
    return Account(
        address=mailbox.address,
        username=mailbox.username,
        password=mailbox.password,
        smtp=Server(mailbox.smtp_host, mailbox.smtp_port, security),
        imap=Server(mailbox.imap_host, mailbox.imap_port, security),
    )


def trust_of(mailbox: Mailbox) -> TrustList:
    """The authorities whose signatures count for this mailbox. Raises ValueError when there is none."""
    return TrustList.from_pem(mailbox.trust_pem.encode())


def sorting_units(mailboxes: Iterable[Mailbox]) -> dict[int, list[Unit]]:
    """By mailbox id, the units whose leads and clerks sort its mail. Two queries.

    The unit the administrator has named; otherwise every unit that sends from the mailbox, as long as all of
    them work for one titolare: data of one titolare never show to another (design §3).
    """
    boxes = list(mailboxes)
    entities = {box.organisation_id for box in boxes}
    units = Unit.objects.filter(Q(organisation__in=entities) | Q(controller__in=entities), active=True)
    own = set(
        Mailbox.objects.filter(organisation__in=units.values("organisation")).values_list(
            "organisation", flat=True
        )
    )
    found: dict[int, list[Unit]] = {}
    named = Unit.objects.in_bulk([box.sorting_unit_id for box in boxes if box.sorting_unit_id])
    for box in boxes:
        if box.sorting_unit_id:
            found[box.pk] = [named[box.sorting_unit_id]]
            continue
        served = [unit for unit in units if _sends_from(unit, box, own)]
        found[box.pk] = served if len({unit.controller_id for unit in served}) == 1 else []
    return found


def has_sorters(mailbox: Mailbox) -> bool:
    """Whether there is a unit that may look at what arrives."""
    return bool(sorting_units([mailbox])[mailbox.pk])


def _sends_from(unit: Unit, box: Mailbox, own: set[int]) -> bool:
    """The unit's ente has a mailbox of its own, or the titolare's is used (as `outbox.mailbox_for` chooses)."""
    if unit.organisation_id == box.organisation_id:
        return True
    return unit.controller_id == box.organisation_id and unit.organisation_id not in own
