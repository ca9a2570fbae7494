"""From a mailbox row to what the certified-mail library needs."""

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
