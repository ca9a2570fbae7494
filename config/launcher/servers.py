"""PostgreSQL and broker of one state folder, for as long as a command needs them."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from config.launcher import broker, environment, postgres
from config.launcher.leftovers import end_leftovers
from config.launcher.state import State, StateInUse, locked, make_private
from config.launcher.supervisor import Supervisor, ignore_signals


@contextmanager
def servers(state: State, settings: Sequence[str] = ()) -> Iterator[Supervisor]:
    """Start both servers, hand out a supervisor for the rest, stop everything at the end.

    The caller holds the state's lock. `settings` are PostgreSQL's, such as `fsync=off`.
    """
    end_leftovers(state)
    supervisor = Supervisor(state, environment.base())
    try:
        cluster = postgres.locate(state)
        postgres.start(supervisor, cluster, settings)
        broker.start(supervisor, cluster.sockets)
        supervisor.env = environment.product(state, cluster)
        supervisor.record(ready=True)
        yield supervisor
    finally:
        ignore_signals()
        supervisor.stop()


@contextmanager
def throwaway(parent: State, command: str) -> Iterator[State]:
    """A locked state for one command, deleted after it; those of killed commands are swept first."""
    parent.prepare()
    nursery = parent.root / "throwaway"
    make_private(nursery, passage=True)
    for abandoned in nursery.iterdir():
        sweep(State(abandoned))
    state = State(nursery / str(os.getpid()))
    with locked(state, command):
        try:
            yield state
        finally:
            remove(state)


@contextmanager
def kept(parent: State, command: str) -> Iterator[State]:
    """A locked state for one command, which finds there what it made the last time."""
    parent.prepare()
    state = State(parent.root / command)
    with locked(state, command):
        yield state


def sweep(state: State) -> None:
    """Delete a throw-away state unless its command still runs."""
    try:
        with locked(state, "sweep"):
            end_leftovers(state)
            remove(state)
    except StateInUse:
        return


def remove(state: State) -> None:
    """Delete a throw-away state with what it has outside of its folder; the caller holds its lock."""
    state.clear()
    for path in state.root.iterdir():
        path.unlink()
    state.root.rmdir()


@contextmanager
def using(state: State) -> Iterator[None]:
    """Use the servers of another command, which will not stop them meanwhile if it can wait."""
    with (state.root / "users.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def alone(state: State) -> Iterator[None]:
    """Wait until nobody else uses our servers, and let nobody in."""
    with (state.root / "users.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
