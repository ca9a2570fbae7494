"""A real Celery worker on the database of the test run, for the journeys through the whole product.

    def test_report_is_opened(worker, live_server):
        open_due_reports.delay()      # rung through the broker, done by the worker's process
        assert worker.log.read_text() == ""

- `worker`: the process runs for the whole session; only tests that ask for the fixture ring at its bells.
- The broker is the one of the settings, in a database of its own: no other test's bells reach the worker,
  and no other worker answers ours.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from config.celery import app

ROOT = Path(__file__).resolve().parent.parent
# Of the sixteen of a broker: 0 and 1 are the product's.
FIRST_DATABASE = 11


@dataclass(frozen=True)
class Worker:
    """A running worker of all queues."""

    process: subprocess.Popen[bytes]
    broker_url: str
    log: Path


def own_broker() -> tuple[str, Redis]:
    """The address of a broker database for this test process, and the database, emptied."""
    number = FIRST_DATABASE + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 4
    address = settings.CELERY_BROKER_URL.partition("?")[0]
    if address.startswith("redis+socket://"):
        path = address.removeprefix("redis+socket://")
        url, database = f"{address}?virtual_host={number}", Redis.from_url(f"unix://{path}?db={number}")
    else:
        url = f"{address.rpartition('/')[0]}/{number}"
        database = Redis.from_url(url)
    database.flushdb()
    return url, database


def environment(broker_url: str) -> dict[str, str]:
    """What the worker of the product needs to work on the data of this test run."""
    database = connection.settings_dict
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BANDOLO_MODE": "embedded",
        "BANDOLO_BROKER_URL": broker_url,
        "BANDOLO_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"]),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }


def start_worker(broker_url: str, log: Path, *options: str) -> Worker:
    """Start a worker; what is rung before it listens waits in the broker. The caller stops it."""
    # Tied to the life of the test process, also when that is killed.
    command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "celery", "-A", "config", "worker"]
    command += ["-Q", "default,mail,pdf", "-c", "2", "--without-gossip", "--without-mingle", *options]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(broker_url), stdout=output, stderr=subprocess.STDOUT
        )
    return Worker(process, broker_url, log)


def stop_worker(running: Worker) -> None:
    """Let it finish what it holds, as the launcher does."""
    running.process.terminate()
    try:
        running.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        running.process.kill()
        running.process.wait()


@contextmanager
def ringing_at(broker_url: str) -> Iterator[None]:
    """Send this process's bells to another broker."""
    before = app.conf.broker_url
    app.conf.broker_url = broker_url
    del app.amqp  # it keeps the connections to the broker it has known
    yield
    app.conf.broker_url = before
    del app.amqp


@pytest.fixture(scope="session")
def worker_process(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    url, database = own_broker()
    running = start_worker(url, tmp_path_factory.mktemp("worker") / "worker.log")
    yield running
    stop_worker(running)
    database.flushdb()


@pytest.fixture
def worker(worker_process: Worker, transactional_db: None) -> Iterator[Worker]:
    with ringing_at(worker_process.broker_url):
        yield worker_process
