"""Real Celery workers on the database of this test run, with a broker of their own, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Task
from django.conf import settings
from django.db import connection
from kombu import Connection
from redis import Redis

from tests.reports.actions.conftest import mailbox, queued  # noqa: F401 - the same world

ROOT = Path(__file__).resolve().parents[3]
# One broker database per xdist worker, beyond those of the other tests.
FIRST_BROKER_DATABASE = 2
PATIENCE_SECONDS = 180


class Broker:
    """A database of the run's broker that only these tests use."""

    def __init__(self, number: int) -> None:
        address = settings.CELERY_BROKER_URL.removeprefix("redis+socket://").split("?")[0]
        self.url = f"redis+socket://{address}?virtual_host={number}"
        self.redis = Redis(unix_socket_path=address, db=number)

    def ring(self, task: Task, *ids: int, **options: int) -> None:
        """Put a task into its queue, as the web server and beat do."""
        with Connection(self.url, transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS) as link:
            task.apply_async(args=ids, connection=link, **options)

    def flush(self) -> None:
        self.redis.flushdb()

    def waiting(self, queue: str) -> int:
        """Tasks that no worker has taken yet."""
        return int(self.redis.llen(queue))


class Worker:
    """`celery worker` in a process group of its own, its output in a file."""

    def __init__(self, name: str, queues: str, environment: dict[str, str], log: Path) -> None:
        self.log = log
        celery = [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", queues]
        celery += ["--pool", "prefork", "-c", "1", "-n", f"{name}@%h", "--without-gossip", "--without-mingle"]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                # Tied to this run, should it be killed.
                ["setpriv", "--pdeathsig", "KILL", "--", *celery],
                cwd=ROOT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for what the worker is to bring about; show what it said if it does not."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask it to stop, as a deploy does; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def kill(self) -> None:
        """kill -9 for the worker and its children."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def broker() -> Iterator[Broker]:
    index = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = Broker(FIRST_BROKER_DATABASE + index % 3)
    own.flush()
    yield own
    own.flush()


@pytest.fixture
def start_worker(db: None, broker: Broker, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Start a worker for some queues, with settings by environment variable; killed after the test."""
    database = connection.settings_dict
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        "BANDOLO_MODE": "embedded",
        "BANDOLO_BROKER_URL": broker.url,
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"]),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    started: list[Worker] = []

    def start(queues: str = "default,mail,pdf", **changes: str) -> Worker:
        name = f"test{len(started)}"
        started.append(Worker(name, queues, environment | changes, tmp_path / f"{name}.log"))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
