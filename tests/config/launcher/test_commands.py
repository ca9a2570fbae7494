"""The commands as processes of their own, and how they share one state."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.launcher import checks, environment
from config.launcher.state import CHECKOUT, State, locked
from config.launcher.supervisor import Supervisor
from tests.config.launcher.conftest import PATIENCE_SECONDS, eventually

# Says that it runs, and ends when it may.
WAIT = (
    "import pathlib, time; from django.db import connection; "
    "connection.cursor().execute('SELECT 1'); pathlib.Path('{running}').touch()\n"
    "while not pathlib.Path('{enough}').exists(): time.sleep(0.05)\n"
    "connection.cursor().execute('SELECT 1')"
)


@pytest.fixture
def launch(state: State) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start commands on the state of the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "config.launcher", *arguments],
            cwd=CHECKOUT,
            env=environment.base() | {"BANDOLO_STATE": str(state.root)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def end(process: "subprocess.Popen[str]") -> tuple[int, str]:
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, output


def test_second_demo_says_who_holds_the_state(state: State, launch: Any) -> None:
    with locked(state, "demo"):
        code, output = end(launch("demo"))

    assert code == 1
    assert f"The state folder {state.root} is in use by ./bandolo demo (process " in output


@pytest.mark.processes
def test_manage_waits_for_its_guest_before_it_stops_the_servers(
    state: State, launch: Any, tmp_path: Path
) -> None:
    def waiting(name: str) -> "subprocess.Popen[str]":
        running, enough = tmp_path / f"{name} running", tmp_path / f"{name} enough"
        process = launch("manage", "shell", "-v0", "-c", WAIT.format(running=running, enough=enough))
        eventually(lambda: running.exists() or process.poll() is not None)
        return process

    owner = waiting("owner")
    guest = waiting("guest")
    children = state.read("run.json")["children"]

    (tmp_path / "owner enough").touch()
    with pytest.raises(subprocess.TimeoutExpired):
        owner.wait(timeout=1)
    (tmp_path / "guest enough").touch()

    assert end(guest)[0] == 0
    assert end(owner)[0] == 0
    assert len(children) == 2
    assert state.read("run.json")["children"] == []


def test_manage_passes_the_exit_code_on_and_needs_no_server_for_arithmetic(state: State, launch: Any) -> None:
    assert end(launch("manage", "term", "--help"))[0] == 0
    assert end(launch("manage", "term", "--days", "many"))[0] == 2
    assert not (state.root / "pg").exists()


def test_static_checks_all_run_whatever_the_first_says(
    state: State, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "STATIC_CHECKS", {"first": ["false"], "second": ["echo", "checked"]})

    failed = checks.static_checks(Supervisor(state, {"PATH": "/usr/bin:/bin"}))

    assert failed == ["first"]
    assert "checked" in capfd.readouterr().out
