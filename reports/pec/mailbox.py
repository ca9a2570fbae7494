"""Reading a certified mailbox by IMAP, by UID only: mail that a person has read must not be missed."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from imap_tools import (  # noqa: TID251
    AND,
    BaseMailBox,
    H,
    ImapToolsError,
    MailBox,
    MailboxLoginError,
    MailBoxStartTls,
    MailBoxUnencrypted,
)

from reports.pec.account import Account, Security
from reports.pec.daticert import bare_id

INBOX = "INBOX"
# Where providers keep what went out by SMTP, when they keep it; the flag \Sent wins over the names.
_SENT_NAMES = frozenset({"sent", "inbox.sent", "inbox/sent", "sent items", "posta inviata", "inviata"})


class MailboxError(Exception):
    """The mailbox could not be read."""


class Unreachable(MailboxError):
    """Network, TLS or server trouble: try again later, nothing is lost."""


class LoginRefused(MailboxError):
    """The credentials are refused: stop trying and tell a person."""


@dataclass(frozen=True)
class Fetched:
    """One message as stored: its place (folder, UIDVALIDITY, UID) and its bytes."""

    uid: int
    raw: bytes
    uid_validity: int
    folder: str = INBOX


def fetch_since(
    *, account: Account, uid_validity: int | None, last_uid: int, timeout: float = 60
) -> Iterator[Fetched]:
    """Yield the messages of the inbox after `last_uid`, oldest first, without touching any flag.

    When the server's UIDVALIDITY is not `uid_validity` the numbering has changed and everything is
    yielded again from the start: callers recognise what they have by its bytes. Messages come one by
    one, so a caller may commit after each. `timeout` is seconds per network operation. Raises
    Unreachable or LoginRefused, also between two messages.
    """
    with _open(account, timeout) as mailbox:
        validity = _select(mailbox, INBOX)
        first = last_uid + 1 if validity == uid_validity else 1
        for uid in _uids(mailbox, f"UID {first}:*"):
            # "n:*" always matches the newest message, even when its UID is below n (RFC 3501 §6.4.8).
            if uid >= first:
                yield from _fetch(mailbox, uid, validity, INBOX)


def search_message_id(*, account: Account, message_id: str, timeout: float = 60) -> list[Fetched]:
    """Return every message of inbox and Sent that is, or refers to, our `message_id`.

    Used before any second try: a receipt or a copy in Sent shows that the provider took the message.
    Raises Unreachable or LoginRefused.
    """
    wanted = bare_id(message_id)
    found: list[Fetched] = []
    with _open(account, timeout) as mailbox:
        for folder in [INBOX, *_sent_folders(mailbox)]:
            validity = _select(mailbox, folder)
            uids: set[int] = set()
            for header in ("X-Riferimento-Message-ID", "Message-ID"):
                uids.update(_uids(mailbox, AND(header=[H(header, wanted)])))
            for uid in sorted(uids):
                found.extend(_fetch(mailbox, uid, validity, folder))
    return found


@contextmanager
def _open(account: Account, timeout: float) -> Iterator[BaseMailBox]:
    try:
        mailbox = _connect(account, timeout)
        try:
            yield _login(mailbox, account)
        finally:
            _logout(mailbox)
    except (imaplib.IMAP4.error, ImapToolsError, OSError, ssl.SSLError) as error:
        raise Unreachable(str(error)[:500] or type(error).__name__) from error


def _connect(account: Account, timeout: float) -> BaseMailBox:
    server = account.imap
    if server.security is Security.NONE:
        return MailBoxUnencrypted(server.host, server.port, timeout=timeout)
    if server.security is Security.STARTTLS:
        return MailBoxStartTls(server.host, server.port, timeout=timeout, ssl_context=server.tls_context())
    return MailBox(server.host, server.port, timeout=timeout, ssl_context=server.tls_context())


def _login(mailbox: BaseMailBox, account: Account) -> BaseMailBox:
    try:
        return mailbox.login(account.username, account.password, initial_folder=None)
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        # A server that is up but cannot ask its directory says so (RFC 5530); that is not a refusal.
        if isinstance(error, imaplib.IMAP4.abort) or "UNAVAILABLE" in str(error).upper():
            raise
        raise LoginRefused("Il gestore ha rifiutato le credenziali della casella.") from error


def _logout(mailbox: BaseMailBox) -> None:
    try:
        mailbox.logout()
    except (imaplib.IMAP4.error, ImapToolsError, OSError):
        return  # What was read is read; the server may hang up as it likes.


def _select(mailbox: BaseMailBox, folder: str) -> int:
    """Open a folder read-only (EXAMINE: not even \\Recent changes) and return its UIDVALIDITY."""
    mailbox.folder.set(folder, readonly=True)
    _status, values = mailbox.client.response("UIDVALIDITY")
    if not values or values[0] is None:
        raise imaplib.IMAP4.error("no UIDVALIDITY")
    return int(values[0])


def _uids(mailbox: BaseMailBox, criteria: object) -> list[int]:
    return sorted(int(uid) for uid in mailbox.uids(str(criteria)))


def _sent_folders(mailbox: BaseMailBox) -> list[str]:
    folders = mailbox.folder.list()
    flagged = [item.name for item in folders if "\\Sent" in item.flags]
    return flagged or [item.name for item in folders if item.name.lower() in _SENT_NAMES]


def _fetch(mailbox: BaseMailBox, uid: int, validity: int, folder: str) -> Iterator[Fetched]:
    """Fetch one message by UID; nothing if a person has deleted it in the meantime."""
    status, answer = mailbox.client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    if status != "OK":
        raise imaplib.IMAP4.error("FETCH refused")
    for item in answer:
        if isinstance(item, tuple):
            yield Fetched(uid, bytes(item[1]), validity, folder)
            return
