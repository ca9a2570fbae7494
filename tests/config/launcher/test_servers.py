"""The servers of one state with real crashes."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from config.launcher import postgres
from config.launcher.leftovers import alive
from config.launcher.servers import kept, servers, throwaway
from config.launcher.state import State, locked
from tests.config.launcher.conftest import Script, eventually

pytestmark = pytest.mark.processes

# `./bandolo demo` without the product: both servers, until somebody stops them.
LAUNCHER = """
import sys
from pathlib import Path
from config.launcher.errors import LauncherError
from config.launcher.servers import servers
from config.launcher.state import State, locked
from config.launcher.supervisor import stop_on_signals
stop_on_signals()
state = State(Path(sys.argv[1]))
try:
    with locked(state, "demo"), servers(state) as supervisor:
        print("ready")
        supervisor.watch()
except LauncherError as error:
    print(error)
    sys.exit(1)
"""


def query(state: State, sql: str) -> str:
    cluster = postgres.locate(state)
    answer = cluster.run("psql", "-h", cluster.sockets, "-U", "bandolo", "-d", "bandolo", "-Atc", sql)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_kill_of_the_launcher_loses_no_committed_row(state: State, script: Callable[..., Script]) -> None:
    first = script(LAUNCHER, state.root)
    first.await_words("ready")
    query(state, "CREATE TABLE caso AS SELECT 42 AS numero")
    children = state.read("run.json")["children"]
    first.kill()

    second = script(LAUNCHER, state.root)  # at once: the old servers may still be stopping
    second.await_words("ready")

    assert query(state, "SELECT numero FROM caso") == "42"
    assert not any(alive(*child) for child in children)
    second.kill(signal.SIGTERM)


def test_kill_of_postgres_stops_all_and_the_next_start_recovers(
    state: State, script: Callable[..., Script]
) -> None:
    first = script(LAUNCHER, state.root)
    first.await_words("ready")
    query(state, "CREATE TABLE caso AS SELECT 42 AS numero")
    children = state.read("run.json")["children"]
    os.kill(children[0][0], signal.SIGKILL)

    assert first.process.wait(timeout=60) == 1
    assert "postgres stopped unexpectedly" in first.said()
    eventually(lambda: not any(alive(*child) for child in children))

    with locked(state, "demo"), servers(state):
        assert query(state, "SELECT numero FROM caso") == "42"


def test_term_stops_in_order(state: State, script: Callable[..., Script]) -> None:
    launcher = script(LAUNCHER, state.root)
    launcher.await_words("ready")

    launcher.kill(signal.SIGTERM)

    assert "database system is shut down" in (state.log / "postgres.log").read_text()
    assert state.read("run.json")["ready"] is False


def test_interrupted_creation_is_started_over(state: State) -> None:
    state.prepare()
    (state.root / "pg.new").mkdir()
    (state.root / "pg.new" / "half").touch()

    with locked(state, "demo"), servers(state):
        assert query(state, "SELECT 1") == "1"


def test_nobody_outside_can_connect(state: State) -> None:
    with locked(state, "demo"), servers(state) as supervisor:
        sockets = Path(supervisor.env["PGHOST"])
        assert sockets.stat().st_mode & 0o077 == 0
        assert query(state, "SHOW listen_addresses") == ""


def test_servers_work_below_a_private_folder(tmp_path: Path) -> None:
    """As root PostgreSQL's account cannot pass there: its data go elsewhere, and away with the state."""
    (tmp_path / "home").mkdir(mode=0o700)
    state = State(tmp_path / "home" / ("x" * 90))

    with locked(state, "demo"), servers(state):
        assert query(state, "SELECT 1") == "1"
        assert state.outside.exists() == (os.geteuid() == 0)
    state.clear()

    assert not state.outside.exists()
    assert not state.sockets.exists()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


THROWAWAY = LAUNCHER.replace(
    'with locked(state, "demo"), servers(state)', 'with throwaway(state, "test") as own, servers(own)'
).replace("import servers", "import servers, throwaway")


def test_throwaway_is_gone_afterwards_and_sweeps_the_abandoned(
    state: State, script: Callable[..., Script]
) -> None:
    abandoned = script(THROWAWAY, state.root)
    abandoned.await_words("ready")
    abandoned.kill()
    nursery = state.root / "throwaway"
    assert [path.name for path in nursery.iterdir()] == [str(abandoned.process.pid)]

    with throwaway(state, "test") as own:
        assert [path.name for path in nursery.iterdir()] == [own.root.name]

    assert list(nursery.iterdir()) == []


def test_what_is_kept_is_there_the_next_time(state: State) -> None:
    for expected in ({}, {"made": "once"}):
        with kept(state, "bench") as own:
            assert own.read("run.json") == expected
            own.write("run.json", {"made": "once"})


def test_throwaway_of_a_running_command_is_left_alone(state: State, script: Callable[..., Script]) -> None:
    running = script(THROWAWAY, state.root)
    running.await_words("ready")

    with throwaway(state, "test") as own:
        names = {path.name for path in (state.root / "throwaway").iterdir()}

    assert names == {own.root.name, str(running.process.pid)}
    assert running.process.poll() is None
    running.kill(signal.SIGTERM)
