"""The message handed to the certified-mail provider: composed once, kept and sent byte for byte."""

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum


class ReceiptKind(StrEnum):
    """Which delivery receipt the provider is asked for (DM 2/11/2005, annex; RFC 6109 §2.1.1.1.2)."""

    COMPLETA = "completa"
    BREVE = "breve"
    SINTETICA = "sintetica"


class CompositionError(ValueError):
    """The message must not be sent as asked; the text is Italian and fit for a user."""


@dataclass(frozen=True)
class Attachment:
    """A file to send: a generated name (never one typed by a user), its bytes and type."""

    filename: str
    content: bytes
    content_type: str = "application/pdf"


_ADDRESS = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}>")
_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
# Words of a header are never broken below this, so that a long Message-ID is not re-encoded.
_LINE = 400


def new_message_id(domain: str) -> str:
    """Return a fresh Message-ID with angle brackets, in the sender's `domain`.

    Made once, at approval, and kept on every retry: receipts can be matched by nothing else.
    """
    if not _DOMAIN.fullmatch(domain):
        raise CompositionError("Il dominio del mittente non è valido.")
    return f"<{uuid.uuid4().hex}@{domain.lower()}>"


def compose(
    *,
    message_id: str,
    sender: str,
    recipient: str,
    subject: str,
    body: str,
    attachments: Sequence[Attachment],
    receipt_kind: str = ReceiptKind.COMPLETA,
    date: datetime,
    attachment_required: bool = True,
) -> bytes:
    """Return the message as it goes on the wire (CRLF, 7-bit), for one recipient.

    The same arguments give the same bytes, so the stored SHA-256 stays true on a retry. `date` must be
    aware. Raises CompositionError for a malformed address, identifier, subject or attachment, and when
    a required attachment is missing or empty.
    """
    _check(message_id, sender, recipient, subject, attachments, date)
    if attachment_required and not attachments:
        raise CompositionError("Il messaggio non può partire senza allegato.")
    message = EmailMessage(policy=SMTP.clone(max_line_length=_LINE, cte_type="7bit"))
    message["From"] = Address(addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["X-TipoRicevuta"] = ReceiptKind(receipt_kind).value
    message.set_content(body.replace("\r\n", "\n"), charset="utf-8", cte="quoted-printable")
    for attachment in attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=maintype, subtype=subtype, filename=attachment.filename
        )
    if message.is_multipart():
        # A boundary made from the identifier, not drawn at random: composing is repeatable.
        message.set_boundary(f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:40]}")
    return message.as_bytes()


def _check(
    message_id: str,
    sender: str,
    recipient: str,
    subject: str,
    attachments: Sequence[Attachment],
    date: datetime,
) -> None:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise CompositionError("L'identificativo del messaggio non è valido.")
    for address in (sender, recipient):
        if not _ADDRESS.fullmatch(address):
            raise CompositionError(f"L'indirizzo «{address[:80]}» non è valido.")
    if not subject.strip() or not subject.isprintable():
        raise CompositionError("L'oggetto è vuoto o contiene caratteri non ammessi.")
    if len(subject) > 300:
        raise CompositionError("L'oggetto supera i 300 caratteri.")
    if date.tzinfo is None:
        raise CompositionError("La data del messaggio deve avere il fuso orario.")
    for attachment in attachments:
        _check_attachment(attachment)


def _check_attachment(attachment: Attachment) -> None:
    if not _FILENAME.fullmatch(attachment.filename):
        raise CompositionError("Il nome dell'allegato contiene caratteri non ammessi.")
    if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", attachment.content_type):
        raise CompositionError("Il tipo dell'allegato non è valido.")
    if not attachment.content:
        raise CompositionError("L'allegato è vuoto.")
    if attachment.content_type == "application/pdf" and not attachment.content.startswith(b"%PDF-"):
        raise CompositionError("L'allegato non è un PDF.")
