"""The commands of `docker-compose.yml`, run as they stand there on a local PostgreSQL and broker.

Only the environment is adapted: hosts, ports, paths and the number of processes.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from django.conf import settings
from django.db import connection
from redis import Redis

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("migrate", "web", "worker", "worker-pdf", "beat")
# A broker database of its own: no other test's worker may answer for ours or take its tasks.
BROKER_DATABASE, CACHE_DATABASE = 9, 10
PATIENCE_SECONDS = 90

# The mark makes the database of this run; what the commands write there is committed.
pytestmark = [pytest.mark.processes, pytest.mark.django_db]


def env_example() -> dict[str, str]:
    """The variables of `.env.example`, as somebody would fill them in."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def interpolate(value: str, variables: dict[str, str]) -> str:
    """Compose's `${NAME}`, `${NAME:?}` and `${NAME:-default}`, and `$$` for a dollar."""

    def replace(match: re.Match[str]) -> str:
        name, operator, default = match.group(1), match.group(2), match.group(3)
        if variables.get(name):
            return variables[name]
        assert operator == ":-", f"{name} is missing from .env.example"
        return default

    return re.sub(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}", replace, value).replace("$$", "$")


def service_environment(name: str) -> dict[str, str]:
    """What Compose would give the container: the env file, then the service's own variables."""
    variables = env_example()
    own = {
        key: interpolate(str(value), variables)
        for key, value in COMPOSE["services"][name]["environment"].items()
    }
    return variables | own


@pytest.fixture
def here(db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The hosts, ports and paths of this machine, on the database of this test run; one process of each kind."""
    database = connection.settings_dict
    socket_path = settings.CELERY_BROKER_URL.removeprefix("redis+socket://").split("?")[0]
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    yield {
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"]),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        "BANDOLO_BROKER_URL": f"redis+socket://{socket_path}?virtual_host={BROKER_DATABASE}",
        "BANDOLO_CACHE_URL": f"unix://{socket_path}?db={CACHE_DATABASE}",
        "BANDOLO_MEDIA_ROOT": str(tmp_path / "media"),
        "BANDOLO_STATIC_ROOT": str(tmp_path / "static"),
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    for number in (BROKER_DATABASE, CACHE_DATABASE):
        Redis(unix_socket_path=socket_path, db=number).flushdb()


def container(name: str, here: dict[str, str]) -> dict[str, str]:
    """The environment of a service of ours on this machine."""
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    image = {"PYTHONUNBUFFERED": "1", "HOSTNAME": socket.gethostname(), "PATH": programs}
    return service_environment(name) | here | image


class Running:
    """A service's command, with what it logs, stopped with its whole process group at the end."""

    def __init__(self, name: str, here: dict[str, str], log: Path) -> None:
        self.env = container(name, here)
        self.log = log
        command = [interpolate(word, env_example()) for word in COMPOSE["services"][name]["command"]]
        self.process = subprocess.Popen(
            # Tied to this run, should it be killed.
            ["setpriv", "--pdeathsig", "KILL", "--", *command],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def is_healthy(self, test: list[str]) -> bool:
        """One run of the health check that Compose would run inside the container."""
        kind, *words = [interpolate(word, {}) for word in test]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True).returncode == 0

    def until(self, condition: Any) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.2)

    def stop(self) -> int:
        """Ask it to stop as Compose does; its exit code."""
        try:
            self.process.terminate()
            return self.process.wait(timeout=PATIENCE_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


@pytest.fixture
def run(here: dict[str, str], tmp_path: Path) -> Iterator[Any]:
    """Start a service of the Compose file by its name."""
    started: list[Running] = []

    def start(name: str) -> Running:
        started.append(Running(name, here, tmp_path / f"{name}.log"))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def test_migrate_ends_well(run: Any) -> None:
    migrate = run("migrate")

    assert migrate.process.wait(timeout=PATIENCE_SECONDS) == 0, migrate.log.read_text()


def test_web_answers_healthz_and_readyz(run: Any) -> None:
    test = COMPOSE["services"]["web"]["healthcheck"]["test"]
    assert test[-2:] == ["/healthz", "/readyz"]
    web = run("web")

    web.until(lambda: web.is_healthy(test))

    assert not web.is_healthy([*test[:-2], "/nothing-here"])
    assert web.stop() == 0


@pytest.mark.parametrize("name", ["worker", "worker-pdf"])
def test_worker_answers_a_ping(run: Any, name: str) -> None:
    worker = run(name)

    # Each check starts a whole program: none before the worker has read the tasks it is about to listen for.
    worker.until(lambda: "[tasks]" in worker.log.read_text())
    worker.until(lambda: worker.is_healthy(COMPOSE["services"][name]["healthcheck"]["test"]))

    assert worker.stop() == 0


def test_beat_writes_down_its_schedule_and_stops_even_in_a_query(run: Any, here: dict[str, str]) -> None:
    address = {
        "host": here["PGHOST"],
        "user": here["PGUSER"],
        "dbname": here["PGDATABASE"],
        "autocommit": True,
    }
    with psycopg.connect(**address) as database, psycopg.connect(**address) as onlooker:

        def waits_in_a_query() -> bool:
            table = "django_celery_beat_periodictask"
            waiting = "SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
            return onlooker.execute(waiting, [table]).fetchone() is not None

        def scheduled() -> set[str]:
            return {name for (name,) in database.execute("SELECT name FROM django_celery_beat_periodictask")}

        try:
            with database.transaction():
                database.execute("LOCK TABLE django_celery_beat_periodictask")
                beat = run("beat")
                beat.until(waits_in_a_query)
                beat.process.terminate()
            assert beat.process.wait(timeout=PATIENCE_SECONDS) == 0, beat.log.read_text()
            assert set(settings.CELERY_BEAT_SCHEDULE) <= scheduled()
        finally:
            database.execute("TRUNCATE django_celery_beat_periodictask")


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_closed(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service_environment(name)["BANDOLO_MODE"] == "server"
    assert "ports" not in service


def test_sign_in_limits_count_the_clients_behind_the_proxy() -> None:
    assert service_environment("web")["BANDOLO_TRUSTED_PROXIES"] == "1"
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0  # nothing stands before the embedded run


def test_database_and_broker_are_not_reachable_from_outside() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("db", "broker"):
        assert COMPOSE["services"][name]["networks"] == ["inside"]
        assert "ports" not in COMPOSE["services"][name]


def test_env_example_holds_no_secret_and_misses_none() -> None:
    example = env_example()

    for name in ("BANDOLO_SECRET_KEY", "BANDOLO_FIELD_KEYS", "PGPASSWORD", "BROKER_PASSWORD"):
        assert example[name] == "change-me"
    for name in OURS:
        service_environment(name)  # raises for a variable without a value
