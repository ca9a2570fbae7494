"""The processes of a rehearsal: a sandbox of its own, and Celery workers that get killed."""

import ctypes
import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from celery import current_app
from django.conf import settings

from config.rehearsal import forks
from config.rehearsal.rows import Outbox

TIED = ["setpriv", "--pdeathsig", "KILL", "--"]
# Seconds: short leases, so that what a killed worker held comes back within the rehearsal.
PACE = {"PEC_LEASE": 4, "PEC_BODY_LEASE": 8, "PEC_UNCERTAIN_MINUTES": 0}
HOLD = "0.2"
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Provider:
    """The certified-mail sandbox, on free ports and in a folder of its own."""

    process: "subprocess.Popen[str]"
    folder: Path
    smtp_port: int
    imap_port: int

    @classmethod
    def start(cls, folder: Path) -> "Provider":
        command = [*TIED, sys.executable, "-m", "config.pec_sandbox", "--state", str(folder), "--hold", HOLD]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert process.stdout is not None  # noqa: S101 - for the type checker
        ports = json.loads(process.stdout.readline())
        process.stdout.readline()
        return cls(process, folder, ports["smtp_port"], ports["imap_port"])

    def outbox(self) -> Outbox:
        """Rows of the current database with a mailbox here."""
        trust = (self.folder / "ca.pem").read_text()
        return Outbox.at(smtp_port=self.smtp_port, imap_port=self.imap_port, trust=trust)

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=10)


@dataclass
class Workers:
    """Celery workers for mail and sweeps, each in a process group of its own."""

    broker_url: str
    folder: Path
    size: int = 2
    running: list[int] = field(default_factory=list)

    def start(self) -> None:
        while len(self.running) < self.size:
            self.running.append(forks.start(self._work))

    def kill_one(self, chance: random.Random) -> None:
        """kill -9, most often for one process of a pool, sometimes for a whole worker."""
        worker = chance.choice(self.running)
        children = _children(worker)
        if children and chance.random() < 0.8:
            _kill(chance.choice(children))
            return
        self._end(worker)
        self.start()

    def stop(self) -> None:
        for worker in list(self.running):
            self._end(worker)

    def _end(self, worker: int) -> None:
        os.killpg(worker, signal.SIGKILL)
        forks.end_of(worker)
        self.running.remove(worker)

    def _work(self) -> None:
        """In a process that shares what is loaded: a new interpreter would cost seconds for each kill."""
        os.setsid()
        tied_to_parent()
        with (self.folder / "workers.log").open("ab") as log:
            for stream in (1, 2):
                os.dup2(log.fileno(), stream)
        for name, value in PACE.items():
            setattr(settings, name, value)
        current_app.conf.broker_url = self.broker_url
        name = f"rehearsal{os.urandom(4).hex()}@%h"
        celery = ["--quiet", "worker", "--queues", "default,mail", "--concurrency", "2", "--hostname", name]
        current_app.worker_main([*celery, "--without-gossip", "--without-mingle"])


def tied_to_parent() -> None:
    """Ask the kernel to end this process with the one that started it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
