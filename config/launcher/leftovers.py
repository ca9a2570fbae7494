"""Processes of a launcher that was killed with -9.

The kernel has told each of them to stop (`setpriv --pdeathsig`). That is not enough: a worker may wait for its
task, or for a broker that is gone. So a watchdog, which outlives the launcher, ends what does not end by itself;
and because the watchdog may be killed too, the next start does the same.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.launcher.state import CHECKOUT, State

PATIENCE_SECONDS = 10
KILL_SECONDS = 5

# Asleep in a shell, so that it costs nothing: a line means that all is stopped, the end of input that the
# launcher has died.
WATCHDOG = 'read -r line || exec "$@"'


def identity(pid: int) -> list[int]:
    """A process number with its start time in clock ticks: the pair is unique until the machine restarts."""
    return [pid, started(pid)]


def started(pid: int) -> int:
    """When a process started, in clock ticks since boot; 0 if it does not run (a zombie does not)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # The name, in parentheses, may hold blanks; after it the state is the first field and the start the 20th.
    fields = stat.rpartition(")")[2].split()
    return 0 if fields[0] == "Z" else int(fields[19])


def alive(pid: int, start: int) -> bool:
    """Whether that very process still runs."""
    return start != 0 and started(pid) == start


def boot() -> str:
    """This start of the machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def start_watchdog(state: State) -> "subprocess.Popen[bytes]":
    """Start the watchdog of this process; write it a line when everything is stopped in order."""
    launcher = ",".join(map(str, identity(os.getpid())))
    command = [sys.executable, "-m", "config.launcher.leftovers", str(state.root), launcher]
    return subprocess.Popen(
        ["sh", "-c", WATCHDOG, "bandolo-watchdog", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=CHECKOUT,
        start_new_session=True,
    )


def end_leftovers(
    state: State, *, launcher: list[int] | None = None, patience: float = PATIENCE_SECONDS
) -> None:
    """Wait for the recorded children to end; kill those that take longer than `patience` seconds.

    The launcher that recorded them is dead: either the caller holds the state's lock, or names it, and then
    nothing is done if another one has started since.
    """
    note = state.read("run.json")
    if note.get("boot") != boot() or launcher not in (None, note.get("launcher")):
        return
    children = [(int(pid), int(start)) for pid, start in note.get("children", [])]
    deadline = time.monotonic() + patience
    while children and time.monotonic() < deadline + KILL_SECONDS:
        late = time.monotonic() > deadline
        ended = [child for child in children if late or not alive(*child)]
        for child in ended:
            kill_group(*child)
        children = [child for child in children if child not in ended or alive(*child)]
        time.sleep(0.1)


def kill_group(pid: int, start: int) -> None:
    """Kill a child with its own children, which may outlive it; not a stranger who got its number."""
    if started(pid) not in (0, start):
        return
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


if __name__ == "__main__":
    end_leftovers(State(Path(sys.argv[1])), launcher=[int(part) for part in sys.argv[2].split(",")])
