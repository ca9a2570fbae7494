"""What a certified message carries inside: the letter of an envelope, the copy in a delivery receipt.

Everything here was written by somebody else: names and texts are shown, never trusted. Pure, no database.
"""

import contextlib
import email
import hashlib
import re
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from html.parser import HTMLParser

from reports.pec.daticert import bare_id
from reports.pec.kinds import Distrust
from reports.pec.mime import address_of, direct_children, header_text, named, read_headers, split_signed

MAX_PARTS = 60
MAX_TEXT = 20_000
_BROKEN = (Distrust, ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Part:
    """A file inside a message: the name its sender gave it, cleaned for showing, and its bytes."""

    position: int
    name: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a person reads of a message. `references` are Message-IDs it answers, without brackets."""

    sender: str
    subject: str
    text: str
    parts: tuple[Part, ...]
    references: tuple[str, ...]


def enclosed(raw: bytes) -> Message | None:
    """The message inside an envelope or a complete receipt (postacert.eml, or the only attached message)."""
    try:
        children = direct_children(split_signed(raw, read_headers(raw)).content)
        wanted = named(children, "postacert.eml") or [
            child for child in children if child.get_content_type() == "message/rfc822"
        ]
        return _inner(wanted[0]) if len(wanted) == 1 else None
    except _BROKEN:
        return None


def _inner(part: Message) -> Message | None:
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return payload[0]
    content = part.get_payload(decode=True)
    return email.message_from_bytes(content, policy=compat32) if isinstance(content, bytes) else None


def letter_of(message: Message) -> Letter:
    """Read a message for showing. Raises ValueError for one that no mail program writes."""
    try:
        leaves = _leaves(message)
        return Letter(
            sender=address_of(message.get("From"))[:254],
            subject=decoded(message.get("Subject"))[:300],
            text=_text_of(leaves),
            parts=tuple(_files(leaves)),
            references=_references(message),
        )
    except _BROKEN as error:
        raise ValueError("Il messaggio non è leggibile.") from error


def same_content(sent: bytes, returned: Message) -> bool:
    """Whether a complete receipt gives back what was sent: the same files, byte for byte, and the same words.

    Headers are the provider's to change and so are line ends (RFC 6109 §3.1.4): they are not compared.
    """
    try:
        ours = _leaves(email.message_from_bytes(sent, policy=compat32))
        return [_print(part) for part in ours] == [_print(part) for part in _leaves(returned)]
    except _BROKEN:
        return False


def same_hashes(sent: bytes, returned: Message) -> bool:
    """Whether a brief receipt gives back the hashes of the files that were sent, and the same words.

    Every named part is replaced by `name.hash`, the SHA-1 of the part as encoded (DM 2/11/2005, annex §6.5.2.2).
    Whether the last line end belongs to it, and which line ends it has, the rules leave open: any will do.
    """
    try:
        ours = _leaves(email.message_from_bytes(sent, policy=compat32))
        theirs = _leaves(returned)
        return len(ours) == len(theirs) and all(map(_proved_by, ours, theirs))
    except _BROKEN:
        return False


def _proved_by(part: Message, returned: Message) -> bool:
    if not part.get_filename():
        return _print(part) == _print(returned)
    told = _bytes(returned).decode("ascii", "replace").strip().lower()
    return decoded(returned.get_filename()) == f"{decoded(part.get_filename())}.hash" and told in _sha1s(part)


def _sha1s(part: Message) -> set[str]:
    encoded = "\n".join(str(part.get_payload()).splitlines()).rstrip("\n")
    forms = [encoded, f"{encoded}\n", encoded.replace("\n", "\r\n"), f"{encoded}\n".replace("\n", "\r\n")]
    return {hashlib.sha1(form.encode(), usedforsecurity=False).hexdigest() for form in forms}


def decoded(value: object) -> str:
    """A header in plain letters, on one line."""
    text = header_text(value)
    with contextlib.suppress(ValueError, LookupError, UnicodeError):  # else it is shown as it stands
        text = str(make_header(decode_header(text)))
    return _one_line(text)


def _one_line(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode()
    return " ".join("".join(letter if letter.isprintable() else " " for letter in clean).split())


def _leaves(message: Message) -> list[Message]:
    found: list[Message] = []
    waiting = [message]
    while waiting and len(found) < MAX_PARTS:
        part = waiting.pop(0)
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list):
            waiting = [child for child in children if isinstance(child, Message)] + waiting
        else:
            found.append(part)
    return found


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    return first.as_bytes() if isinstance(first, Message) else b""


def _is_file(part: Message) -> bool:
    return bool(part.get_filename()) or part.get_content_type() not in ("text/plain", "text/html")


def _print(part: Message) -> tuple[str, str]:
    content = _bytes(part)
    if not _is_file(part):
        content = b" ".join(content.split())
    return decoded(part.get_filename()), hashlib.sha256(content).hexdigest()


def _files(leaves: list[Message]) -> list[Part]:
    files = [part for part in leaves if _is_file(part)]
    return [_file(position, part) for position, part in enumerate(files, start=1)]


def _file(position: int, part: Message) -> Part:
    name = decoded(part.get_filename())[-200:] or f"allegato {position}"
    return Part(position, name, _bytes(part))


def _text_of(leaves: list[Message]) -> str:
    for kind in ("text/plain", "text/html"):
        for part in leaves:
            if part.get_content_type() == kind and not part.get_filename():
                charset = str(part.get_content_charset() or "utf-8")
                try:
                    text = _bytes(part).decode(charset, "replace")
                except LookupError:
                    text = _bytes(part).decode("utf-8", "replace")
                return _paragraphs(_without_tags(text) if kind == "text/html" else text)
    return ""


def _paragraphs(text: str) -> str:
    lines = (_one_line(line) for line in text[:MAX_TEXT].splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    """The words of an HTML text; nothing of it is ever shown as HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        if tag in ("p", "br", "div", "li", "tr"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style") and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def _without_tags(text: str) -> str:
    reader = _Words()
    reader.feed(text[: MAX_TEXT * 5])
    return "".join(reader.words)


def _references(message: Message) -> tuple[str, ...]:
    text = " ".join(header_text(message.get(name)) for name in ("In-Reply-To", "References"))
    return tuple(bare_id(found)[:200] for found in re.findall(r"<[^<>\s]{1,300}>", text)[:50])
