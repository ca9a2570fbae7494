import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from config.launcher.leftovers import alive, boot, end_leftovers, identity
from config.launcher.state import State
from tests.config.launcher.conftest import eventually


@pytest.fixture
def stubborn() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that does not stop when asked, in a group of its own."""
    process = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done"],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"up\n"
    yield process
    process.kill()
    process.communicate()


def note(state: State, **changes: Any) -> None:
    """What a launcher that is now dead has recorded."""
    state.prepare()
    state.write("run.json", {"boot": boot(), "launcher": [4_000_000, 1], "children": [], **changes})


def test_who_does_not_stop_in_time_is_killed(state: State, stubborn: "subprocess.Popen[bytes]") -> None:
    child = identity(stubborn.pid)
    note(state, children=[child])

    end_leftovers(state, patience=0.2)

    assert not alive(*child)


def test_stranger_with_the_number_of_a_child_is_left_alone(
    state: State, stubborn: "subprocess.Popen[bytes]"
) -> None:
    pid, start = identity(stubborn.pid)
    note(state, children=[[pid, start - 1]])

    end_leftovers(state, patience=0)

    assert alive(pid, start)


def test_note_of_an_earlier_boot_is_nobodys(state: State, stubborn: "subprocess.Popen[bytes]") -> None:
    child = identity(stubborn.pid)
    note(state, children=[child], boot="another")

    end_leftovers(state, patience=0)

    assert alive(*child)


def test_watchdog_leaves_the_next_launcher_alone(state: State, stubborn: "subprocess.Popen[bytes]") -> None:
    child = identity(stubborn.pid)
    note(state, children=[child], launcher=identity(os.getpid()))

    end_leftovers(state, launcher=[4_000_000, 1], patience=0)

    assert alive(*child)


def test_children_that_ended_are_no_matter(state: State) -> None:
    ended = subprocess.Popen(["true"], start_new_session=True)
    eventually(lambda: ended.poll() is not None)
    note(state, children=[[ended.pid, 1]])

    end_leftovers(state, patience=60)
