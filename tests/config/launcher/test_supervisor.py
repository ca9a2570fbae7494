import time
from collections.abc import Callable

import pytest

from config.launcher.errors import LauncherError
from config.launcher.leftovers import alive, identity
from config.launcher.state import State
from config.launcher.supervisor import Supervisor, python
from tests.config.launcher.conftest import Script, eventually

# Starts two children, says so and watches them.
LAUNCHER = """
import sys
from pathlib import Path
from config.launcher.environment import base
from config.launcher.state import State
from config.launcher.supervisor import Supervisor
state = State(Path(sys.argv[1]))
state.prepare()
supervisor = Supervisor(state, base())
supervisor.start("one", ["sleep", "300"])
supervisor.start("two", ["sleep", "300"], tier=1)
print("up")
supervisor.watch()
"""


@pytest.fixture
def supervisor(state: State) -> Supervisor:
    state.prepare()
    return Supervisor(state, {"PATH": "/usr/bin:/bin"})


def test_stop_ends_the_later_tiers_first(supervisor: Supervisor) -> None:
    trace = supervisor.state.root / "log" / "trace"
    for name, tier in (("database", 0), ("web", 2), ("broker", 1)):
        supervisor.start(
            name,
            [
                "sh",
                "-c",
                f"trap 'echo {name} >> {trace}; exit 0' TERM; echo up; while :; do sleep 0.05; done",
            ],
            tier=tier,
        )
    eventually(lambda: all("up" in service.logged() for service in supervisor.services))

    supervisor.stop()

    assert trace.read_text().split() == ["web", "broker", "database"]
    assert supervisor.state.read("run.json")["children"] == []


def test_stop_kills_the_whole_group(supervisor: Supervisor) -> None:
    service = supervisor.start("web", ["sh", "-c", "trap 'exit 0' TERM; sleep 300 & echo $!; wait"])
    eventually(lambda: service.logged().strip())
    grandchild = identity(int(service.logged()))

    supervisor.stop()

    eventually(lambda: not alive(*grandchild))


def test_check_points_at_the_log_of_what_stopped(supervisor: Supervisor) -> None:
    service = supervisor.start("beat", ["sh", "-c", "echo manca la tabella; exit 3"])
    eventually(service.exited)

    with pytest.raises(LauncherError, match=r"(?s)beat stopped unexpectedly.*beat\.log.*manca la tabella"):
        supervisor.check()
    supervisor.stop()


def test_wait_for_gives_up(supervisor: Supervisor) -> None:
    service = supervisor.start("web", ["sleep", "300"])

    with pytest.raises(LauncherError, match="web did not answer"):
        supervisor.wait_for(lambda: False, service, seconds=0.3)
    supervisor.stop()


def test_step_that_fails_shows_only_its_own_lines(supervisor: Supervisor) -> None:
    supervisor.step("First", ["echo", "tutto bene"])

    with pytest.raises(LauncherError) as failure:
        supervisor.step("The migration", ["sh", "-c", "echo colonna doppia; exit 1"])

    assert "The migration failed." in str(failure.value)
    assert "colonna doppia" in str(failure.value)
    assert "tutto bene" not in str(failure.value)


def test_foreground_returns_the_exit_code(supervisor: Supervisor) -> None:
    assert supervisor.foreground(["sh", "-c", "exit 7"]) == 7
    assert supervisor.foreground(["sh", "-c", "kill -TERM $$"]) == 143


def test_foreground_ends_when_a_service_does(supervisor: Supervisor) -> None:
    supervisor.start("worker", ["sh", "-c", "sleep 0.3"])
    begun = time.monotonic()

    with pytest.raises(LauncherError, match="worker stopped unexpectedly"):
        supervisor.foreground(["sleep", "300"])

    assert time.monotonic() - begun < 60
    supervisor.stop()


def test_output_is_what_the_command_printed(supervisor: Supervisor) -> None:
    assert supervisor.output(python("-c", "print('sì')")) == (0, "sì\n")


def test_kill_of_the_launcher_leaves_nothing_running(state: State, script: Callable[..., Script]) -> None:
    launcher = script(LAUNCHER, state.root)
    launcher.await_words("up")
    children = state.read("run.json")["children"]
    assert len(children) == 2
    assert all(alive(*child) for child in children)

    launcher.kill()

    eventually(lambda: not any(alive(*child) for child in children))


def test_kill_of_the_launcher_ends_what_a_service_left_behind(
    state: State, script: Callable[..., Script]
) -> None:
    """The signal of the kernel reaches only the service itself, not the processes it started."""
    orphaning = LAUNCHER.replace(
        '"two", ["sleep", "300"]', '"two", ["sh", "-c", "sleep 300 & echo $!; exec sleep 300"]'
    )
    launcher = script(orphaning, state.root)
    launcher.await_words("up")
    eventually(lambda: (state.log / "two.log").read_text().strip())
    grandchild = identity(int((state.log / "two.log").read_text()))
    assert alive(*grandchild)

    launcher.kill()

    eventually(lambda: not alive(*grandchild))
