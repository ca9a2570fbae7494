"""The sandbox's IMAP side, on Twisted's server: bytes as stored, UIDs that survive a restart."""

import email
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from email.policy import compat32
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from twisted.cred.error import UnauthorizedLogin
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import ServerFactory
from twisted.mail import imap4 as _imap4
from zope.interface import implementer

from config.pec_sandbox import faults
from config.pec_sandbox.accounts import Directory
from config.pec_sandbox.search import matches
from config.pec_sandbox.store import INBOX, SENT, Folder, Row, Store

# Twisted's server has no annotations.
imap4: Any = _imap4
_HEADER_BYTES = 65536


@implementer(imap4.IMessage, imap4.IMessageFile)
class Message:
    """One stored message; its bytes are read only when a command asks for them."""

    def __init__(self, store: Store, folder: Folder, row: Row) -> None:
        self._store, self._folder, self.row = store, folder, row

    @cached_property
    def _head(self) -> bytes:
        return self._store.raw(self._folder, self.row.uid, _HEADER_BYTES).partition(b"\r\n\r\n")[0]

    @cached_property
    def _headers(self) -> email.message.Message:
        return email.message_from_bytes(self._head + b"\r\n\r\n", policy=compat32)

    def mentions(self, text: bytes) -> bool:
        """Tell whether the headers contain `text` at all: spares a search the parsing of most."""
        return text.lower() in self._head.lower()

    def getUID(self) -> int:
        return self.row.uid

    def getFlags(self) -> list[str]:
        return sorted(self.row.flags)

    def getInternalDate(self) -> str:
        return format_datetime(datetime.fromtimestamp(self.row.received, UTC))

    def getSize(self) -> int:
        return self.row.size

    def getHeaders(self, negate: bool, *names: str | bytes) -> dict[str, str]:
        wanted = {name.decode().lower() if isinstance(name, bytes) else name.lower() for name in names}
        return {
            key.lower(): str(value)
            for key, value in self._headers.items()
            if (key.lower() not in wanted if negate else key.lower() in wanted)
        }

    def open(self) -> io.BytesIO:
        return io.BytesIO(self._store.raw(self._folder, self.row.uid))

    def getBodyFile(self) -> io.BytesIO:
        return io.BytesIO(self._store.raw(self._folder, self.row.uid).partition(b"\r\n\r\n")[2])

    def isMultipart(self) -> bool:
        # Parts are not served one by one: readers here fetch whole messages.
        return False

    def getSubPart(self, part: int) -> None:
        raise TypeError("no parts")


@implementer(imap4.IMailbox, imap4.ISearchableMailbox)
class Mailbox:
    """A folder as one client sees it: the list of messages is taken at SELECT and at NOOP."""

    def __init__(self, store: Store, folder: Folder, *, writable: bool) -> None:
        self._store, self._folder, self._writable = store, folder, writable
        self._listeners: list[Any] = []
        self._rows = store.rows(folder)

    def getFlags(self) -> list[str]:
        return ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"]

    def getHierarchicalDelimiter(self) -> str:
        return "/"

    def getUIDValidity(self) -> int:
        return self._folder.uid_validity

    def getUIDNext(self) -> int:
        return self._store.folder(self._folder.address, self._folder.name).uid_next

    def getUID(self, message: int) -> int:
        return self._rows[message - 1].uid

    def getMessageCount(self) -> int:
        return len(self._rows)

    def getRecentCount(self) -> int:
        return 0

    def getUnseenCount(self) -> int:
        return sum("\\Seen" not in row.flags for row in self._rows)

    def isWriteable(self) -> bool:
        return self._writable

    def destroy(self) -> None:
        raise imap4.MailboxException("not allowed")

    def requestStatus(self, names: list[str]) -> dict[str, int]:
        counts: dict[str, int] = imap4.statusRequestHelper(self, names)
        return counts

    def addListener(self, listener: Any) -> None:
        self._listeners.append(listener)

    def removeListener(self, listener: Any) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)

    def refresh(self) -> None:
        """Show messages that came in since; those removed by others keep their place until re-opened."""
        known = len(self._rows)
        last = self._rows[-1].uid if self._rows else 0
        self._rows += [row for row in self._store.rows(self._folder) if row.uid > last]
        if len(self._rows) != known:
            for listener in self._listeners:
                listener.newMessages(len(self._rows), None)

    def addMessage(self, message: io.BytesIO, flags: list[str], date: object = None) -> int:
        return self._store.append(self._folder, message.read(), frozenset(flags))

    def expunge(self) -> list[int]:
        gone = [number for number, row in enumerate(self._rows, 1) if "\\Deleted" in row.flags]
        for number in reversed(gone):
            self._store.delete(self._folder, self._rows.pop(number - 1).uid)
        return gone

    def fetch(self, messages: Any, uid: bool) -> list[tuple[int, Message]]:
        return [(n, Message(self._store, self._folder, row)) for n, row in self._selected(messages, uid)]

    def store(self, messages: Any, flags: list[str], mode: int, uid: bool) -> dict[int, list[str]]:
        if not self._writable:
            raise imap4.ReadOnlyMailbox(self._folder.name)
        changed: dict[int, list[str]] = {}
        for number, row in self._selected(messages, uid):
            new = (
                frozenset(flags)
                if mode == 0
                else row.flags | set(flags)
                if mode > 0
                else row.flags - set(flags)
            )
            self._store.set_flags(self._folder, row.uid, new)
            self._rows[number - 1] = Row(row.uid, new, row.received, row.size)
            changed[number] = sorted(new)
        return changed

    def search(self, query: list[Any], uid: bool) -> list[int]:
        """Sequence numbers of the messages that match; the server turns them into UIDs if asked."""
        last = self._rows[-1].uid if self._rows else 0
        found = [(n, Message(self._store, self._folder, row)) for n, row in enumerate(self._rows, 1)]
        return [number for number, message in found if matches(query, number, message, last)]

    def _selected(self, messages: Any, uid: bool) -> Iterator[tuple[int, Row]]:
        messages.last = (self._rows[-1].uid if self._rows else 0) if uid else len(self._rows)
        for number, row in enumerate(list(self._rows), 1):
            if (row.uid if uid else number) in messages:
                yield number, row


@implementer(imap4.IAccount)
class Account:
    """One mailbox owner: two fixed folders."""

    def __init__(self, store: Store, address: str) -> None:
        self._store, self._address = store, address

    def select(self, name: str, rw: bool = True) -> Mailbox | None:
        folder = {"inbox": INBOX, "sent": SENT}.get(name.lower())
        if folder is None:
            return None
        return Mailbox(self._store, self._store.folder(self._address, folder), writable=bool(rw))

    def listMailboxes(self, ref: str, wildcard: str) -> list[tuple[str, Mailbox | None]]:
        pattern = imap4.wildcardToRegexp(wildcard, "/")
        return [(name, self.select(name)) for name in (INBOX, SENT) if pattern.match(name)]

    def isSubscribed(self, name: str) -> bool:
        return True

    def subscribe(self, name: str) -> None:
        return None

    unsubscribe = subscribe

    def addMailbox(self, name: str, mbox: object = None) -> None:
        raise imap4.MailboxException("not allowed")

    create = delete = addMailbox

    def rename(self, old: str, new: str) -> None:
        raise imap4.MailboxException("not allowed")


class Server(imap4.IMAP4Server):
    """Twisted's server with our own sign-in and the IMAP faults."""

    factory: "Factory"

    def connectionMade(self) -> None:
        # Answers end in a short write, which would wait 40 ms for the reader's acknowledgement.
        self.transport.setTcpNoDelay(True)
        fault = faults.read(self.factory.state).get("imap")
        if fault == "down":
            self.transport.abortConnection()
        elif fault != "hang":
            super().connectionMade()

    def authenticateLogin(self, user: bytes, passwd: bytes) -> tuple[Any, Account, Any]:
        address, password = user.decode("utf-8", "replace").lower(), passwd.decode("utf-8", "replace")
        refused = faults.read(self.factory.state).get("imap") == "login"
        if refused or not self.factory.directory.may_log_in(address, password):
            raise UnauthorizedLogin("refused")
        return imap4.IAccount, Account(self.factory.store, address), lambda: None

    def do_NOOP(self, tag: bytes) -> None:
        if self.mbox is not None:
            self.mbox.refresh()
        super().do_NOOP(tag)

    select_NOOP = (do_NOOP,)


class Factory(ServerFactory):
    """Makes one server per connection."""

    noisy = False

    def __init__(self, *, state: Path, directory: Directory, store: Store) -> None:
        self.state, self.directory, self.store = state, directory, store

    def buildProtocol(self, addr: IAddress | None) -> Server:
        server = Server()
        server.factory = self
        return server
