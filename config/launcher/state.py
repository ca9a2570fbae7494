"""The state folder: everything one embedded run keeps between two starts, and who is using it."""

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.launcher.errors import LauncherError

CHECKOUT = Path(__file__).resolve().parents[2]
# What may be deleted, by name: BANDOLO_STATE may by mistake name a folder that holds other things.
FOLDERS = ("pg", "pg.new", "run", "valkey", "log", "tmp", "media", "test-media", "mail", "pec", "static")
# States of other commands, with locks of their own.
NESTED = ("check", "throwaway", "bench")
FILES = ("keys.json", "run.json", "sandbox.json", "beat.pid")
LOCKS = ("lock", "users.lock")
OUT = "check-out"
LOG_LIMIT_BYTES = 5_000_000
# A Unix socket's path holds 107 bytes; PostgreSQL appends `/.s.PGSQL.5432.lock`.
SOCKET_FOLDER_BYTES = 88


class StateInUse(LauncherError):
    """Another command runs the servers of this state."""


@dataclass(frozen=True)
class State:
    """One state folder. Nothing is created before `prepare()`."""

    root: Path

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def name(self) -> str:
        """A short name of this state for what must lie outside of it."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:12]

    @property
    def outside(self) -> Path:
        """PostgreSQL's place when `nobody` cannot reach the state folder (root with a private home)."""
        return Path("/var/lib/bandolo") / self.name

    @property
    def sockets(self) -> Path:
        """The folder of the sockets; a short one when the state's own path is too long for them."""
        own = self.root / "run"
        if len(os.fsencode(own)) <= SOCKET_FOLDER_BYTES:
            return own
        return Path(tempfile.gettempdir()) / f"bandolo-{os.geteuid()}-{self.name}"

    def prepare(self) -> None:
        """Create the folder, for its owner alone.

        Raises LauncherError if it is somebody else's or plainly not one of ours.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._refuse_strange_folder()
            make_private(self.root, passage=True)
            # WhiteNoise wants the folder of collected files to exist, empty as it is in the embedded run.
            for folder in (self.log, self.valkey, self.root / "static"):
                make_private(folder)
        except PermissionError as error:
            raise LauncherError(
                f"The state folder {self.root} cannot be written by this user. "
                "Remove it as its owner, or name another one in BANDOLO_STATE."
            ) from error

    def _refuse_strange_folder(self) -> None:
        present = {entry.name for entry in self.root.iterdir()}
        strange = sorted(present - {*FOLDERS, *FILES, *LOCKS, *NESTED, OUT})
        if strange and LOCKS[0] not in present:
            raise LauncherError(
                f"{self.root} is not a state folder: it holds {', '.join(strange[:3])}. "
                "Name an empty folder in BANDOLO_STATE."
            )

    def clear(self) -> None:
        """Forget everything but the locks, which the caller holds."""
        for folder in (*(self.root / name for name in FOLDERS), self.outside, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)
        for name in FILES:
            (self.root / name).unlink(missing_ok=True)

    def keys(self) -> dict[str, str]:
        """The secrets of this state, made at first use: without them its encrypted fields cannot be read."""
        if not (self.root / "keys.json").exists():
            made = {
                "BANDOLO_SECRET_KEY": secrets.token_urlsafe(50),
                "BANDOLO_FIELD_KEYS": secrets.token_urlsafe(40),
            }
            self.write("keys.json", made)
        return self.read("keys.json")

    def read(self, name: str) -> dict[str, Any]:
        """A small JSON file of the state; empty if it is not there."""
        try:
            return dict(json.loads((self.root / name).read_text()))
        except FileNotFoundError:
            return {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Replace a small JSON file: a reader sees the old content or the new, and only the owner can."""
        partial = self.root / f"{name}.new"
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            json.dump(content, stream)
        partial.replace(self.root / name)

    def log_file(self, name: str) -> Path:
        """The log of one process; a long one is set aside first, and one generation is kept."""
        path = self.log / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path


def from_environment() -> State:
    """The demo's state: BANDOLO_STATE, else `var/` in the checkout."""
    named = os.environ.get("BANDOLO_STATE")
    return State(from_caller(named) if named else CHECKOUT / "var")


def from_caller(path: str) -> Path:
    """A path as the person typed it, who may have been in another folder than the checkout."""
    return (Path(os.environ.get("BANDOLO_CALLED_FROM", ".")) / path).resolve()


def nobody() -> pwd.struct_passwd:
    """The account PostgreSQL runs as when we are root, which it refuses."""
    return pwd.getpwnam("nobody")


def make_private(folder: Path, *, passage: bool = False, owner: int | None = None) -> None:
    """Create a folder for its owner alone; with `passage`, root lets `nobody` walk through but not look."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, owner or 0, nobody().pw_gid)
        folder.chmod(0o710 if passage else 0o700)
    else:
        folder.chmod(0o700)


@contextmanager
def locked(state: State, command: str) -> Iterator[None]:
    """Be the one command that runs the servers of this state.

    The lock dies with the process, whatever kills it. Raises StateInUse, naming the holder.
    """
    state.prepare()
    with (state.root / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "another command"
            raise StateInUse(
                f"The state folder {state.root} is in use by {holder}. Stop that first."
            ) from error
        lock.truncate(0)
        lock.write(f"./bandolo {command} (process {os.getpid()})")
        lock.flush()
        yield
