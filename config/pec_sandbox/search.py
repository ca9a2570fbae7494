"""IMAP SEARCH as far as readers of certified mail use it (RFC 3501 §6.4.4)."""

from typing import Any, Protocol

from twisted.mail import imap4 as _imap4

# Twisted's server has no annotations.
imap4: Any = _imap4
Key = bytes | list["Key"]


class Searchable(Protocol):
    """What a search looks at."""

    def getUID(self) -> int: ...
    def mentions(self, text: bytes) -> bool: ...
    def getFlags(self) -> list[str]: ...
    def getHeaders(self, negate: bool, *names: str | bytes) -> dict[str, str]: ...


def matches(query: list[Key], number: int, message: Searchable, last_uid: int) -> bool:
    """Tell whether the message meets every key. Raises IllegalQueryError for keys not supported."""
    rest = list(query)
    while rest:
        if not _next(rest, number, message, last_uid):
            return False
    return True


def _next(rest: list[Key], number: int, message: Searchable, last_uid: int) -> bool:
    key = rest.pop(0)
    if isinstance(key, list):
        return matches(key, number, message, last_uid)
    word = key.upper()
    if word == b"NOT":
        return not _next(rest, number, message, last_uid)
    if word == b"OR":
        first = _next(rest, number, message, last_uid)
        return _next(rest, number, message, last_uid) or first
    if word == b"UID":
        return _in_set(_argument(rest), message.getUID(), last_uid)
    if word in (b"SEEN", b"UNSEEN"):
        return ("\\Seen" in message.getFlags()) == (word == b"SEEN")
    if word == b"HEADER":
        return _in_header(_argument(rest), _argument(rest), message)
    if word in (b"FROM", b"TO", b"SUBJECT", b"CC"):
        return _in_header(word, _argument(rest), message)
    if word == b"ALL":
        return True
    raise imap4.IllegalQueryError(f"not supported: {word!r}")


def _argument(rest: list[Key]) -> bytes:
    value = rest.pop(0) if rest else b""
    if not isinstance(value, bytes):
        raise imap4.IllegalQueryError("argument expected")
    return value


def _in_set(text: bytes, uid: int, last_uid: int) -> bool:
    return uid in imap4.parseIdList(text, last_uid)


def _in_header(name: bytes, wanted: bytes, message: Searchable) -> bool:
    if not message.mentions(wanted):
        return False
    values = message.getHeaders(False, name).values()
    return any(wanted.decode("utf-8", "replace").lower() in value.lower() for value in values)
