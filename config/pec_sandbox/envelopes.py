"""What a provider writes: receipts, notices and envelopes, signed (DM 2/11/2005, annex; RFC 6109 §3)."""

import base64
import email
import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.policy import compat32
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from config.pec_sandbox.accounts import PROVIDER
from config.pec_sandbox.authority import SIGNER_ADDRESS, Identity

ROME = ZoneInfo("Europe/Rome")
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Mail:
    """A message a client handed in, and what the provider noted about it."""

    sender: str
    recipients: tuple[tuple[str, str], ...]  # address, "certificato" or "esterno"
    subject: str
    message_id: str
    receipt_kind: str
    identificativo: str
    raw: bytes
    at: datetime


@dataclass(frozen=True)
class Notice:
    """A receipt or notice about a mail: `tipo` of daticert.xml and what goes with it."""

    tipo: str
    subject_prefix: str
    at: datetime
    consegna: str = ""
    errore: str = "nessuno"
    errore_esteso: str = ""
    with_msgid: bool = True


def new_identifier() -> str:
    """A provider's own message identifier, without angle brackets."""
    return f"sandbox.{uuid.uuid4().hex}@{PROVIDER}"


def notice(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """A receipt or notice for the sender of `mail`."""
    headers: Headers = [("X-Ricevuta", note.tipo)]
    if note.errore == "virus":
        headers.append(("X-VerificaSicurezza", "errore"))
    headers += _headers(
        f"posta-certificata <{SIGNER_ADDRESS}>",
        mail.sender,
        f"{note.subject_prefix}: {mail.subject}",
        note.at,
    )
    headers += [("X-Riferimento-Message-ID", mail.message_id)]
    parts = [_text(f'{note.subject_prefix} del messaggio "{mail.subject}".'), _xml(daticert(mail, note))]
    if note.tipo == "avvenuta-consegna" and mail.receipt_kind != "sintetica":
        original = relabelled(mail)
        parts.append(_rfc822(hashed(original) if mail.receipt_kind == "breve" else original))
    return sign(headers, mixed(parts), signer)


def transport_envelope(mail: Mail, recipient: str, signer: Identity) -> bytes:
    """The busta di trasporto that carries `mail` to a certified recipient."""
    note = Notice("posta-certificata", "POSTA CERTIFICATA", mail.at)
    headers: Headers = [("X-Trasporto", "posta-certificata")]
    headers += _headers(
        f'"Per conto di: {mail.sender}" <{SIGNER_ADDRESS}>',
        recipient,
        f"POSTA CERTIFICATA: {mail.subject}",
        mail.at,
    )
    headers += [("Reply-To", mail.sender), ("X-Riferimento-Message-ID", mail.message_id)]
    parts = [
        _text(f'Il messaggio "{mail.subject}" è stato inviato da "{mail.sender}".'),
        _xml(daticert(mail, note)),
        _rfc822(relabelled(mail)),
    ]
    return sign(headers, mixed(parts), signer)


def anomaly_envelope(raw: bytes, sender: str, recipient: str, at: datetime, signer: Identity) -> bytes:
    """The busta di anomalia around a message of ordinary mail: signed, but without daticert.xml."""
    headers: Headers = [("X-Trasporto", "errore")]
    headers += _headers(
        f'"Per conto di: {sender}" <{SIGNER_ADDRESS}>', recipient, "ANOMALIA MESSAGGIO: posta ordinaria", at
    )
    return sign(headers, mixed([_text("Errore nel messaggio: non certificato."), _rfc822(raw)]), signer)


def daticert(mail: Mail, note: Notice) -> bytes:
    """daticert.xml for a notice."""
    recipients = "".join(
        f"<destinatari tipo={quoteattr(kind)}>{escape(address)}</destinatari>"
        for address, kind in mail.recipients
    )
    moment = note.at.astimezone(ROME)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<postacert tipo="{note.tipo}" errore="{note.errore}">',
        f"<intestazione><mittente>{escape(mail.sender)}</mittente>{recipients}",
        f"<risposte>{escape(mail.sender)}</risposte><oggetto>{escape(mail.subject)}</oggetto></intestazione>",
        "<dati><gestore-emittente>Sandbox PEC</gestore-emittente>",
        f'<data zona="{moment:%z}"><giorno>{moment:%d/%m/%Y}</giorno><ora>{moment:%H:%M:%S}</ora></data>',
        f"<identificativo>{escape(mail.identificativo)}</identificativo>",
        f"<msgid>{escape(mail.message_id)}</msgid>" if note.with_msgid else "",
        f'<ricevuta tipo="{mail.receipt_kind}"/>' if note.tipo == "avvenuta-consegna" else "",
        f"<consegna>{escape(note.consegna)}</consegna>" if note.consegna else "",
        f"<errore-esteso>{escape(note.errore_esteso)}</errore-esteso>" if note.errore_esteso else "",
        "</dati></postacert>",
    ]
    return "\r\n".join(line for line in lines if line).encode()


def relabelled(mail: Mail) -> bytes:
    """The original with the provider's Message-ID; the sender's survives as X-Riferimento-Message-ID."""
    head, blank, body = mail.raw.partition(b"\r\n\r\n")
    head = re.sub(rb"(?im)^message-id:[^\r\n]*(\r\n[ \t][^\r\n]*)*(\r\n)?", b"", head).rstrip(b"\r\n")
    added = f"Message-ID: <{mail.identificativo}>\r\nX-Riferimento-Message-ID: {mail.message_id}\r\n"
    return added.encode() + head + blank + body


def hashed(raw: bytes) -> bytes:
    """The original as a `breve` receipt carries it: each named part becomes `name.hash`, its SHA-1."""
    message = email.message_from_bytes(raw, policy=compat32)
    for part in message.walk():
        name = part.get_filename()
        if name and not part.is_multipart():
            digest = hashlib.sha1(str(part.get_payload()).encode(), usedforsecurity=False).hexdigest()
            for header in ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition"):
                del part[header]
            part["Content-Type"] = f'text/plain; name="{name}.hash"'
            part["Content-Disposition"] = f'attachment; filename="{name}.hash"'
            part.set_payload(digest)
    return message.as_bytes(policy=compat32.clone(linesep="\r\n"))


def mixed(parts: list[bytes]) -> bytes:
    """A multipart/mixed entity of ready-made parts."""
    boundary = f"----=_Part_{uuid.uuid4().hex}"
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
    return head + body + f"--{boundary}--\r\n".encode()


def sign(headers: Headers, content: bytes, signer: Identity) -> bytes:
    """Put `content` into a multipart/signed message with a detached S/MIME signature."""
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    signature = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(content)
        .add_signer(signer.certificate, signer.key, hashes.SHA256())
        .sign(serialization.Encoding.DER, options)
    )
    boundary = f"----{uuid.uuid4().hex.upper()}"
    outer = [
        *headers,
        ("MIME-Version", "1.0"),
        (
            "Content-Type",
            'multipart/signed; protocol="application/x-pkcs7-signature"; micalg=sha-256;'
            f' boundary="{boundary}"',
        ),
    ]
    lines = "".join(f"{name}: {value}\r\n" for name, value in outer)
    mark = f"--{boundary}"
    p7s = (
        'Content-Type: application/x-pkcs7-signature; name="smime.p7s"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n'
    )
    encoded = base64.encodebytes(signature).replace(b"\n", b"\r\n")
    start = f"{lines}\r\n{mark}\r\n".encode() + content
    return start + f"\r\n{mark}\r\n{p7s}".encode() + encoded + f"\r\n{mark}--\r\n".encode()


def _headers(sender: str, recipient: str, subject: str, at: datetime) -> Headers:
    return [
        ("Date", format_datetime(at)),
        ("Subject", Header(subject, "utf-8", maxlinelen=900).encode() if not subject.isascii() else subject),
        ("From", sender),
        ("To", recipient),
        ("Message-ID", f"<{new_identifier()}>"),
    ]


def _text(text: str) -> bytes:
    head = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + text.encode("iso-8859-1", "replace")


def _xml(document: bytes) -> bytes:
    head = (
        'Content-Type: application/xml; name="daticert.xml"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        'Content-Disposition: inline; filename="daticert.xml"\r\n\r\n'
    )
    return head.encode() + base64.encodebytes(document).replace(b"\n", b"\r\n")


def _rfc822(raw: bytes) -> bytes:
    head = (
        'Content-Type: message/rfc822; name="postacert.eml"\r\n'
        "Content-Transfer-Encoding: 7bit\r\n"
        'Content-Disposition: attachment; filename="postacert.eml"\r\n\r\n'
    )
    return head.encode() + raw
