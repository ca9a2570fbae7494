"""Fixtures with the real PEC sandbox, for every test that sends or reads certified mail.

Use them by naming this module as a plug-in, once, in `tests/conftest.py`:

    pytest_plugins = ["tests.pec"]

- `sandbox` (session): starts `python -m config.pec_sandbox` on free loopback ports in a temporary
  folder and yields a `Sandbox`: `smtp_port`, `imap_port`, `state` (folder), `trust_path` (`ca.pem`),
  `trust` (a TrustList), `addresses`, `password`. Addresses that are late are late by one second;
  `sospeso@…` holds its answer back for 30 seconds, or until it is let go.
- `sandbox_account(address="tutela@pec.cooperativa.example")`: a `reports.pec.account.Account` for one
  sandbox mailbox. Any address in a `pec.….example` domain is a mailbox.
- `new_mailbox()`: an address nobody has used yet, so that a test sees only its own mail.
- `sandbox_faults(**faults)`: switches server-wide faults on (`config.pec_sandbox.faults`), all off after
  the test: `sandbox_faults(auth="535")`.

What becomes of a message is chosen by the recipient's address: see `config.pec_sandbox.outcomes`.
`Sandbox.wait_for(condition)` waits for the condition instead of sleeping; `Sandbox.submissions()` tells
how often the provider accepted each message. With xdist each worker process has its own sandbox.
"""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from config.pec_sandbox import client, faults
from config.pec_sandbox.accounts import DEFAULT_ADDRESSES, PASSWORD
from config.pec_sandbox.store import Store, Submission
from reports.pec.account import Account
from reports.pec.signature import TrustList

ROOT = Path(__file__).resolve().parent.parent
SENDER = DEFAULT_ADDRESSES[0]
COURT = "tribmin.milano@pec.giustizia.example"
T = TypeVar("T")


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox."""

    smtp_port: int
    imap_port: int
    state: Path
    process: subprocess.Popen[str]
    addresses: tuple[str, ...] = DEFAULT_ADDRESSES
    password: str = PASSWORD

    @property
    def trust_path(self) -> Path:
        return self.state / "ca.pem"

    @property
    def trust(self) -> TrustList:
        return TrustList.load(self.trust_path)

    def account(self, address: str = SENDER) -> Account:
        return client.account(address, smtp_port=self.smtp_port, imap_port=self.imap_port)

    def letters(self, address: str) -> list[client.Letter]:
        return client.letters(address, imap_port=self.imap_port)

    def submissions(self) -> list[Submission]:
        return Store(self.state / "mail.sqlite3").submissions()

    def wait_for(self, condition: Callable[[], T], *, seconds: float = 60) -> T:
        """Return the first truthy value of `condition`; fail after `seconds`."""
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < deadline, "condition not met in time"
            time.sleep(0.05)
        return value


def start_sandbox(state: Path, *options: str) -> Sandbox:
    """Start a sandbox on free ports and return once it listens; the caller stops `process`."""
    # Tied to the life of the test process, also when that is killed.
    tied = ["setpriv", "--pdeathsig", "TERM"]
    command = [*tied, sys.executable, "-m", "config.pec_sandbox", "--state", str(state), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ports = json.loads(process.stdout.readline() or "{}")
    assert process.stdout.readline() == "ready\n"
    return Sandbox(ports["smtp_port"], ports["imap_port"], state, process)


def stop_sandbox(running: Sandbox) -> None:
    """Stop it as the launcher does, and wait for its end."""
    running.process.terminate()
    running.process.communicate(timeout=60)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    running = start_sandbox(tmp_path_factory.mktemp("pec"), "--delay", "1", "--hold", "30")
    yield running
    stop_sandbox(running)


@pytest.fixture
def sandbox_account(sandbox: Sandbox) -> Callable[..., Account]:
    return sandbox.account


@pytest.fixture
def new_mailbox() -> Callable[[], str]:
    return lambda: f"prova.{uuid.uuid4().hex[:12]}@pec.cooperativa.example"


@pytest.fixture
def sandbox_faults(sandbox: Sandbox) -> Iterator[Callable[..., None]]:
    yield lambda **active: faults.write(sandbox.state, active)
    faults.write(sandbox.state, {})
