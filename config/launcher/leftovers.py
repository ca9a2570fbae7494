"""Processes of a launcher that was killed, found again by the next one."""

import os
import signal
import time
from pathlib import Path

from config.launcher.state import State

PATIENCE_SECONDS = 15


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


def end_leftovers(state: State) -> None:
    """Wait for the children of a killed launcher, which the kernel told to stop; kill those that will not.

    The caller holds the state's lock, so the launcher that recorded them is gone.
    """
    note = state.read("run.json")
    if note.get("boot") != boot():
        return
    children = [tuple(child) for child in note.get("children", [])]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(alive(*child) for child in children):
        if time.monotonic() > deadline:
            for pid, start in children:
                if alive(pid, start):
                    os.killpg(pid, signal.SIGKILL)
        time.sleep(0.1)
