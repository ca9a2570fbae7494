"""The processes of a rehearsal: a sandbox of its own, and Celery workers that get killed."""

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from config.rehearsal.rows import Outbox

TIED = ["setpriv", "--pdeathsig", "KILL", "--"]
# Seconds: short leases, so that what a killed worker held comes back within the rehearsal.
PACE = {
    "BANDOLO_PEC_LEASE": "4",
    "BANDOLO_PEC_BODY_LEASE": "8",
    "BANDOLO_PEC_UNCERTAIN_MINUTES": "0",
}
HOLD = "0.2"


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
    running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self) -> None:
        while len(self.running) < self.size:
            self.running.append(self._new())

    def kill_one(self, chance: random.Random) -> None:
        """kill -9, most often for one process of a pool, sometimes for a whole worker."""
        worker = chance.choice(self.running)
        children = _children(worker.pid)
        if children and chance.random() < 0.8:
            _kill(chance.choice(children))
            return
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.running.remove(worker)
        self.start()

    def stop(self) -> None:
        for worker in self.running:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
        self.running.clear()

    def _new(self) -> "subprocess.Popen[bytes]":
        celery = [*TIED, sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "default,mail"]
        celery += [
            "-c",
            "2",
            "-n",
            f"rehearsal{os.urandom(4).hex()}@%h",
            "--without-gossip",
            "--without-mingle",
        ]
        with (self.folder / "workers.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                celery,
                cwd=settings.BASE_DIR,
                env=os.environ | PACE | self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        database = connection.settings_dict
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
            "BANDOLO_BROKER_URL": self.broker_url,
            "PGHOST": str(database["HOST"]),
            "PGPORT": str(database["PORT"]),
            "PGUSER": str(database["USER"]),
            "PGPASSWORD": str(database["PASSWORD"]),
            "PGDATABASE": str(database["NAME"]),
        }


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
