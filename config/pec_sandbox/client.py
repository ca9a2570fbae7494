"""Looking into the sandbox's mailboxes, for the demo's page and the tests: over IMAP, like any reader."""

import email
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime

from config.pec_sandbox.accounts import PASSWORD
from reports.pec.account import Account, Security, Server
from reports.pec.mailbox import Fetched, fetch_since

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Pdf:
    """A PDF that arrived."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A message in a sandbox mailbox. `kind` is X-Ricevuta or X-Trasporto, "" for ordinary mail."""

    uid: int
    kind: str
    sender: str
    subject: str
    date: datetime | None
    raw: bytes

    @property
    def pdfs(self) -> list[Pdf]:
        """The PDF attachments, also those inside the postacert.eml of an envelope."""
        message = email.message_from_bytes(self.raw, policy=compat32)
        return [pdf for part in message.walk() if (pdf := _pdf(part)) is not None]


def account(address: str, *, smtp_port: int = 0, imap_port: int = 0, password: str = PASSWORD) -> Account:
    """The account with which `reports.pec` reaches a sandbox mailbox."""
    return Account(
        address=address,
        username=address,
        password=password,
        smtp=Server(LOOPBACK, smtp_port, Security.NONE),
        imap=Server(LOOPBACK, imap_port, Security.NONE),
    )


def letters(address: str, *, imap_port: int, password: str = PASSWORD) -> list[Letter]:
    """All messages in the inbox of `address`, oldest first. Raises what `reports.pec.mailbox` raises."""
    owner = account(address, imap_port=imap_port, password=password)
    return [_letter(item) for item in fetch_since(account=owner, uid_validity=None, last_uid=0, timeout=10)]


def letter(address: str, uid: int, *, imap_port: int, password: str = PASSWORD) -> Letter | None:
    """One message of the inbox by UID, None if it is not there."""
    return next(
        (item for item in letters(address, imap_port=imap_port, password=password) if item.uid == uid), None
    )


def _letter(item: Fetched) -> Letter:
    head = email.message_from_bytes(item.raw, policy=compat32)
    return Letter(
        uid=item.uid,
        kind=_text(head.get("X-Ricevuta") or head.get("X-Trasporto")),
        sender=_text(head.get("From")),
        subject=_text(head.get("Subject")),
        date=_date(head),
        raw=item.raw,
    )


def _text(value: object) -> str:
    return "" if value is None else str(make_header(decode_header(str(value))))


def _date(head: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(head.get("Date")))
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _pdf(part: Message) -> Pdf | None:
    name = part.get_filename()
    content = part.get_payload(decode=True) if name and not part.is_multipart() else None
    if not name or not isinstance(content, bytes) or not content.startswith(b"%PDF-"):
        return None
    return Pdf(name, content)
