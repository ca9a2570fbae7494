"""Forged delivery receipts: each looks like the real one, none may change anything."""

import re
from collections.abc import Callable
from functools import cache

from config.pec_sandbox.authority import Identity, new_authority, new_signer
from config.pec_sandbox.envelopes import Headers, Mail, Notice, daticert, mixed, notice, sign

Forgery = Callable[[Mail, Notice, Identity], bytes]


def unsigned(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """The same headers and XML as plain multipart/mixed."""
    genuine = notice(mail, note, signer)
    head, _, body = genuine.partition(b"\r\n\r\n")
    inner = body.split(b"\r\n", 1)[1].rsplit(b"\r\nContent-Type: application/x-pkcs7", 1)[0]
    inner = inner.rsplit(b"\r\n--", 1)[0]
    return re.sub(rb"(?im)^content-type:[^\r\n]*(\r\n)?", b"", head).rstrip(b"\r\n") + b"\r\n" + inner


def wrong_authority(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """Correctly signed under the provider's address, by an authority nobody trusts."""
    return notice(mail, note, _other_signer())


def altered(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """A genuine receipt with one byte of the signed part changed."""
    return notice(mail, note, signer).replace(b"del messaggio", b"dal messaggio", 1)


def altered_header(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """A genuine receipt of another kind under a changed header: headers are not signed."""
    other = Notice("presa-in-carico", "PRESA IN CARICO", note.at)
    return notice(mail, other, signer).replace(b"presa-in-carico", b"avvenuta-consegna", 1)


def nested(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """A genuine receipt forwarded inside an unsigned message that claims to be one."""
    inner = notice(mail, note, signer)
    return _claim(note) + mixed([b"Content-Type: message/rfc822\r\n\r\n" + inner])


def nested_signed(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """The XML one level too deep inside a signed message, as in a receipt that somebody attached."""
    return sign(_headers(note, mail), mixed([mixed([_xml(daticert(mail, note))])]), signer)


def external_entity(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """Signed XML that asks the reader for a local file."""
    doctype = b'<!DOCTYPE postacert [<!ENTITY e SYSTEM "file:///etc/hostname">]>\r\n<postacert'
    document = daticert(mail, note).replace(b"<postacert", doctype, 1).replace(b"Sandbox PEC", b"&e;", 1)
    return sign(_headers(note, mail), mixed([_xml(document)]), signer)


def entity_bomb(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """Signed XML that grows without end when its entities are expanded."""
    entities = b"".join(b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 9))
    doctype = b'<!DOCTYPE postacert [<!ENTITY e0 "x">' + entities + b"]>\r\n<postacert"
    document = daticert(mail, note).replace(b"<postacert", doctype, 1).replace(b"Sandbox PEC", b"&e8;", 1)
    return sign(_headers(note, mail), mixed([_xml(document)]), signer)


def two_daticert(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """Two certification files in one signed part: readers might disagree on which counts."""
    return sign(_headers(note, mail), mixed([_xml(daticert(mail, note))] * 2), signer)


def truncated(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """A genuine receipt cut in the middle of its signature."""
    return notice(mail, note, signer)[:-700]


def other_sender(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """A genuine receipt whose From is not the address in the signer's certificate."""
    return notice(mail, note, signer).replace(b"<posta-certificata@", b"<ricevute@", 1)


def unknown_kind(mail: Mail, note: Notice, signer: Identity) -> bytes:
    """A genuine signature over a kind of receipt that does not exist (yet)."""
    document = daticert(mail, note).replace(b'tipo="avvenuta-consegna"', b'tipo="consegna-rem"', 1)
    return sign([("X-Ricevuta", "consegna-rem"), *_headers(note, mail)[1:]], mixed([_xml(document)]), signer)


FORGERIES: dict[str, Forgery] = {
    "non-firmata": unsigned,
    "altra-ca": wrong_authority,
    "alterata": altered,
    "intestazione": altered_header,
    "annidata": nested,
    "annidata-firmata": nested_signed,
    "xxe": external_entity,
    "bomba": entity_bomb,
    "doppio-daticert": two_daticert,
    "troncata": truncated,
    "altro-mittente": other_sender,
    "tipo-ignoto": unknown_kind,
}


@cache
def _other_signer() -> Identity:
    return new_signer(new_authority("Autorità sconosciuta"))


def _headers(note: Notice, mail: Mail) -> Headers:
    return [
        ("X-Ricevuta", note.tipo),
        ("From", "posta-certificata <posta-certificata@gestore.example>"),
        ("To", mail.sender),
        ("Subject", f"{note.subject_prefix}: {mail.identificativo}"),
        ("X-Riferimento-Message-ID", mail.message_id),
    ]


def _claim(note: Notice) -> bytes:
    return f"X-Ricevuta: {note.tipo}\r\nFrom: posta-certificata@gestore.example\r\nMIME-Version: 1.0\r\n".encode()


def _xml(document: bytes) -> bytes:
    return b'Content-Type: application/xml; name="daticert.xml"\r\n\r\n' + document
