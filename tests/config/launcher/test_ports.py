import socket

import pytest

from config.launcher import ports
from config.launcher.errors import LauncherError
from config.launcher.state import State


def test_listen_takes_the_next_free_port() -> None:
    with ports.listen(None) as first, ports.listen(None) as second:
        taken, chosen = first.getsockname()[1], second.getsockname()[1]

    assert ports.DEFAULT_PORT <= taken < chosen


def test_listen_refuses_a_taken_port_that_was_asked_for() -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(LauncherError, match=f"Port {taken} is taken"):
            ports.listen(taken)


def test_listen_answers_on_loopback_only() -> None:
    with ports.listen(None) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_sandbox_ports_stay_the_same_while_free(state: State) -> None:
    state.prepare()

    first = ports.sandbox_ports(state)

    assert ports.sandbox_ports(state) == first
    assert first["smtp"] != first["imap"]


def test_sandbox_ports_change_when_taken(state: State) -> None:
    state.prepare()
    first = ports.sandbox_ports(state)

    with socket.create_server((ports.LOOPBACK, first["smtp"])):
        second = ports.sandbox_ports(state)

    assert second["smtp"] != first["smtp"]
