"""The sandbox's mail, in one SQLite file: whole messages, stable UIDs, nothing lost by a kill."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

INBOX, SENT = "INBOX", "Sent"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS folder (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, name TEXT NOT NULL,
    uid_validity INTEGER NOT NULL, uid_next INTEGER NOT NULL DEFAULT 1, UNIQUE (address, name));
CREATE TABLE IF NOT EXISTS message (
    folder_id INTEGER NOT NULL REFERENCES folder, uid INTEGER NOT NULL, raw BLOB NOT NULL,
    flags TEXT NOT NULL DEFAULT '', received REAL NOT NULL, PRIMARY KEY (folder_id, uid));
CREATE TABLE IF NOT EXISTS pending (
    id INTEGER PRIMARY KEY, due REAL NOT NULL, address TEXT NOT NULL, folder TEXT NOT NULL, raw BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS pending_due ON pending (due);
CREATE TABLE IF NOT EXISTS submission (
    id INTEGER PRIMARY KEY, message_id TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
    identificativo TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS greylist (sender TEXT, recipient TEXT, PRIMARY KEY (sender, recipient));
"""


@dataclass(frozen=True)
class Posting:
    """A message to be put into a folder `delay` seconds from now."""

    address: str
    raw: bytes
    delay: float = 0
    folder: str = INBOX


@dataclass(frozen=True)
class Submission:
    """One acceptance by the provider: what must never happen twice for a Message-ID and recipient."""

    message_id: str
    sender: str
    recipient: str
    identificativo: str


@dataclass(frozen=True)
class Folder:
    """A folder as IMAP sees it."""

    id: int
    address: str
    name: str
    uid_validity: int
    uid_next: int


@dataclass(frozen=True)
class Row:
    """A stored message without its body."""

    uid: int
    flags: frozenset[str]
    received: float
    size: int


class Store:
    """All mail of the sandbox. One instance per process, used from one thread."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def accept(self, submissions: Sequence[Submission], postings: Sequence[Posting]) -> None:
        """Take a message: what was accepted and everything that follows from it, in one transaction."""
        with self._transaction():
            now = time.time()
            self._db.executemany(
                "INSERT INTO submission (message_id, sender, recipient, identificativo, at)"
                " VALUES (?, ?, ?, ?, ?)",
                [(s.message_id, s.sender, s.recipient, s.identificativo, now) for s in submissions],
            )
            for posting in postings:
                if posting.delay > 0:
                    self._postpone(posting, now)
                else:
                    self._put(posting.address, posting.folder, posting.raw, now)

    def deliver_due(self) -> None:
        """Put into the mailboxes whatever has come due."""
        query = "SELECT id, address, folder, raw FROM pending WHERE due <= ? ORDER BY due, id"
        for key, address, folder, raw in self._db.execute(query, (time.time(),)).fetchall():
            with self._transaction():
                self._put(address, folder, raw, time.time())
                self._db.execute("DELETE FROM pending WHERE id = ?", (key,))

    def submissions(self) -> list[Submission]:
        """Everything ever accepted, oldest first."""
        query = "SELECT message_id, sender, recipient, identificativo FROM submission ORDER BY id"
        return [Submission(*row) for row in self._db.execute(query)]

    def first_try(self, sender: str, recipient: str) -> bool:
        """Tell whether this pair comes for the first time, and remember it (greylisting)."""
        query = "INSERT OR IGNORE INTO greylist (sender, recipient) VALUES (?, ?)"
        return self._db.execute(query, (sender, recipient)).rowcount == 1

    def folder(self, address: str, name: str) -> Folder:
        """Return the folder, making it when mail or a sign-in first asks for it."""
        self._db.execute(
            "INSERT OR IGNORE INTO folder (address, name, uid_validity) VALUES (?, ?, ?)",
            (address, name, int(time.time())),
        )
        query = "SELECT id, address, name, uid_validity, uid_next FROM folder WHERE address = ? AND name = ?"
        return Folder(*self._db.execute(query, (address, name)).fetchone())

    def rows(self, folder: Folder) -> list[Row]:
        """All messages of a folder by UID."""
        query = "SELECT uid, flags, received, length(raw) FROM message WHERE folder_id = ? ORDER BY uid"
        return [
            Row(uid, frozenset(flags.split()), received, size)
            for uid, flags, received, size in self._db.execute(query, (folder.id,))
        ]

    def raw(self, folder: Folder, uid: int, limit: int = -1) -> bytes:
        """The bytes of a message, or its first `limit` bytes; empty if it is gone."""
        query = "SELECT CASE WHEN ? < 0 THEN raw ELSE substr(raw, 1, ?) END FROM message"
        row = self._db.execute(
            f"{query} WHERE folder_id = ? AND uid = ?", (limit, limit, folder.id, uid)
        ).fetchone()
        return bytes(row[0]) if row else b""

    def set_flags(self, folder: Folder, uid: int, flags: frozenset[str]) -> None:
        """Replace the flags of a message."""
        query = "UPDATE message SET flags = ? WHERE folder_id = ? AND uid = ?"
        self._db.execute(query, (" ".join(sorted(flags)), folder.id, uid))

    def delete(self, folder: Folder, uid: int) -> None:
        """Remove a message; its UID is never given again."""
        self._db.execute("DELETE FROM message WHERE folder_id = ? AND uid = ?", (folder.id, uid))

    def append(self, folder: Folder, raw: bytes, flags: frozenset[str] = frozenset()) -> int:
        """Add a message and return its UID."""
        with self._transaction():
            uid = self._put(folder.address, folder.name, raw, time.time())
            self.set_flags(folder, uid, flags)
        return uid

    def renumber(self, folder: Folder) -> None:
        """Give the folder a new UIDVALIDITY, as after a provider's migration."""
        self._db.execute("UPDATE folder SET uid_validity = uid_validity + 1 WHERE id = ?", (folder.id,))

    def _postpone(self, posting: Posting, now: float) -> None:
        self._db.execute(
            "INSERT INTO pending (due, address, folder, raw) VALUES (?, ?, ?, ?)",
            (now + posting.delay, posting.address, posting.folder, posting.raw),
        )

    def _put(self, address: str, folder_name: str, raw: bytes, now: float) -> int:
        folder = self.folder(address, folder_name)
        self._db.execute(
            "INSERT INTO message (folder_id, uid, raw, received) VALUES (?, ?, ?, ?)",
            (folder.id, folder.uid_next, raw, now),
        )
        self._db.execute("UPDATE folder SET uid_next = uid_next + 1 WHERE id = ?", (folder.id,))
        return folder.uid_next

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
