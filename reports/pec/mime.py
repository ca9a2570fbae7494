"""Cutting a received message into exactly the bytes that were signed and the signature over them.

The signed bytes are cut out by hand and parsed again on their own, so that what was verified is what
is read. Parsing uses `compat32`: the newer policies raise on malformed headers (17 kinds seen).
"""

import email
import email.message
import re
from dataclasses import dataclass
from email.policy import compat32
from email.utils import parseaddr

from reports.pec.kinds import Distrust, Verdict

MAX_BYTES = 60 * 1024 * 1024


@dataclass(frozen=True)
class Signed:
    """A multipart/signed message: outer headers (not signed), the signed bytes, the detached signature."""

    headers: email.message.Message
    content: bytes
    signature: bytes


def read_headers(raw: bytes) -> email.message.Message:
    """Parse the outer headers only; nothing in them is covered by the signature."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    return email.message_from_bytes(head + b"\n\n", policy=compat32)


def split_signed(raw: bytes, headers: email.message.Message) -> Signed:
    """Cut `raw` into signed content and signature. Raises Distrust when it is not well-formed."""
    if len(raw) > MAX_BYTES:
        raise Distrust(Verdict.MALFORMED, "Il messaggio supera la dimensione massima.")
    if headers.get_content_type() != "multipart/signed":
        raise Distrust(Verdict.UNSIGNED, "Il messaggio non è firmato.")
    boundary = headers.get_boundary("")
    if not boundary or not boundary.isascii():
        raise Distrust(Verdict.MALFORMED, "La struttura della firma non è leggibile.")
    content, signature_part = _two_parts(raw, boundary.encode("ascii"))
    part = email.message_from_bytes(signature_part, policy=compat32)
    if part.get_content_type() not in ("application/pkcs7-signature", "application/x-pkcs7-signature"):
        raise Distrust(Verdict.MALFORMED, "Manca la firma del gestore.")
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload:
        raise Distrust(Verdict.MALFORMED, "La firma del gestore è vuota o illeggibile.")
    return Signed(headers, content, payload)


def _two_parts(raw: bytes, boundary: bytes) -> tuple[bytes, bytes]:
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    mark = re.escape(boundary)
    pieces = re.split(rb"(?:\A|\r?\n)--" + mark + rb"(--)?[ \t]*(?=\r?\n|\Z)", body)
    # preamble, None, first, None, second, b"--", epilogue
    if len(pieces) != 7 or pieces[1] or pieces[3] or pieces[5] != b"--":
        raise Distrust(Verdict.MALFORMED, "Il messaggio firmato è troncato o ha parti in più.")
    return _after_line_end(pieces[2]), _after_line_end(pieces[4])


def _after_line_end(piece: bytes) -> bytes:
    return re.sub(rb"\A\r?\n", b"", piece, count=1)


def canonical(content: bytes) -> bytes:
    """The same bytes with CRLF line ends, as they were when signed (RFC 8551 §3.1.1)."""
    return re.sub(rb"\r?\n", b"\r\n", content)


def direct_children(content: bytes) -> list[email.message.Message]:
    """The parts right below the signed part; parts of attached messages are never among them."""
    message = email.message_from_bytes(content, policy=compat32)
    children = message.get_payload() if message.is_multipart() else []
    if message.get_content_maintype() != "multipart" or not isinstance(children, list):
        return []
    return [child for child in children if isinstance(child, email.message.Message)]


def named(children: list[email.message.Message], name: str) -> list[email.message.Message]:
    """Those children whose file name is `name`, whatever the case."""
    return [child for child in children if header_text(child.get_filename()).strip().lower() == name]


def header_text(value: object) -> str:
    """A header as text; compat32 gives a Header object where the raw bytes were not ASCII."""
    return "" if value is None else str(value)


def address_of(value: object) -> str:
    """The bare address of a From header in lower case, "" if there is none."""
    return parseaddr(header_text(value))[1].strip().lower()
