"""Processes that live exactly as long as the launcher.

Every child is started through `setpriv --pdeathsig`, so that the kernel tells it to stop even when the launcher
is killed with -9 (see `leftovers`), and in a session of its own, so that Ctrl-C reaches the launcher alone and
all stops in order.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from config.launcher.errors import LauncherError, StopRequested, log_tail, read_from
from config.launcher.leftovers import boot, identity, start_watchdog
from config.launcher.state import CHECKOUT, State

POLL_SECONDS = 0.1
STOP_SECONDS = 20


@dataclass
class Service:
    """One running child."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    offset: int
    stop_signal: signal.Signals
    tier: int

    def exited(self) -> bool:
        """Whether it ended. It stays a zombie until `reap`: no stranger gets its number meanwhile."""
        if self.process.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None

    def logged(self) -> str:
        """What it wrote since it was started."""
        return read_from(self.log, self.offset)

    def reap(self) -> int:
        """Kill what is left of its process group and return the exit code."""
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()

    def failure(self) -> LauncherError:
        """The sentence for somebody who did not expect it to end."""
        return LauncherError(f"{self.name} stopped unexpectedly.\n{log_tail(self.log, self.offset)}")


@dataclass
class Supervisor:
    """Starts the processes of one state and stops them in reverse order of their tiers.

    Tier 0 is PostgreSQL, 1 the broker, 2 everything that uses the two.
    """

    state: State
    env: dict[str, str] = field(default_factory=dict)
    services: list[Service] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    interrupted: bool = False
    watchdog: "subprocess.Popen[bytes] | None" = None

    def start(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        tier: int = 2,
        stop_signal: signal.Signals = signal.SIGTERM,
        drop: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        cwd: Path = CHECKOUT,
        pass_fds: Sequence[int] = (),
    ) -> Service:
        """Start a child in the background, its output going to `log/<name>.log`.

        `drop`: options of setpriv that give up privileges. The kernel too sends `stop_signal` if we die.
        """
        if self.watchdog is None:
            self.watchdog = start_watchdog(self.state)
        log = self.state.log_file(name)
        with log.open("ab") as output:
            offset = output.tell()
            process = subprocess.Popen(
                tied([*argv], stop_signal, drop),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.env | dict(env or {}),
                cwd=cwd,
                pass_fds=pass_fds,
                start_new_session=True,
            )
            service = Service(name, process, log, offset, stop_signal, tier)
        self.services.append(service)
        self.record()
        return service

    def forget(self, service: Service) -> None:
        """Take a service that ended off the list, so that it can be started anew."""
        service.reap()
        self.services.remove(service)

    def record(self, **facts: object) -> None:
        """Note in the state what runs, for `manage` and for the start after a crash."""
        self.facts |= facts
        running = [identity(service.process.pid) for service in self.services]
        launcher = {"boot": boot(), "launcher": identity(os.getpid())}
        self.state.write("run.json", {**self.facts, **launcher, "children": running})

    def wait_for(self, condition: Callable[[], bool], service: Service, *, seconds: float) -> None:
        """Wait until the service answers. Raises LauncherError if it ends or does not within `seconds`."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.check()
            if time.monotonic() > deadline:
                raise LauncherError(
                    f"{service.name} did not answer within {seconds:.0f} seconds.\n"
                    f"{log_tail(service.log, service.offset)}"
                )
            time.sleep(POLL_SECONDS)

    def check(self) -> None:
        """Raise LauncherError if a service ended by itself."""
        for service in self.services:
            if service.exited():
                raise service.failure()

    def watch(self) -> None:
        """Serve until somebody asks to stop; raises LauncherError when a service ends by itself."""
        while True:
            self.check()
            time.sleep(POLL_SECONDS)

    def step(self, name: str, argv: Sequence[str | Path]) -> None:
        """One command of the set-up, its output in `log/setup.log`; raises LauncherError if it fails."""
        with self.meanwhile(name, argv):
            pass

    @contextmanager
    def meanwhile(self, name: str, argv: Sequence[str | Path]) -> Iterator[None]:
        """The same beside what the block does; at the end of the block it is waited for."""
        log = self.state.log_file("setup")
        with log.open("ab") as output:
            offset = output.tell()
            process = self._aside(argv, output)
        try:
            yield
        except BaseException:
            process.terminate()
            raise
        finally:
            code = self._wait(process)
        if code != 0:
            raise LauncherError(f"{name} failed.\n{log_tail(log, offset)}")

    def output(self, argv: Sequence[str | Path]) -> tuple[int, str]:
        """One command's exit code and what it printed."""
        with tempfile.TemporaryFile() as output:
            code = self._wait(self._aside(argv, output))
            output.seek(0)
            return code, output.read().decode("utf-8", "replace")

    def _aside(self, argv: Sequence[str | Path], output: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            tied([*argv], signal.SIGTERM),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=self.env,
            cwd=CHECKOUT,
            start_new_session=True,
        )

    def foreground(self, argv: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> int:
        """One command with this terminal, until it ends; its exit code, 128 + signal if a signal ended it.

        Ctrl-C is the command's own (a shell, pytest); we only note it in `interrupted`. Raises LauncherError
        if a service ends meanwhile.
        """
        previous = signal.signal(signal.SIGINT, self._note_interrupt)
        try:
            process = subprocess.Popen(
                tied([*argv], signal.SIGTERM), env=self.env | dict(env or {}), cwd=CHECKOUT
            )
            code = self._wait(process)
        finally:
            signal.signal(signal.SIGINT, previous)
        return code if code >= 0 else 128 - code

    def _note_interrupt(self, signum: int, frame: FrameType | None) -> None:
        self.interrupted = True

    def _wait(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for a command while watching the services; never leave it behind."""
        try:
            while True:
                try:
                    return process.wait(timeout=POLL_SECONDS)
                except subprocess.TimeoutExpired:
                    self.check()
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def stop(self) -> None:
        """Stop everything, last tier first; what does not stop in time is killed."""
        for tier in sorted({service.tier for service in self.services}, reverse=True):
            group = [service for service in self.services if service.tier == tier]
            for service in group:
                if not service.exited():
                    service.process.send_signal(service.stop_signal)
            deadline = time.monotonic() + STOP_SECONDS
            while time.monotonic() < deadline and not all(service.exited() for service in group):
                time.sleep(POLL_SECONDS / 2)
            for service in group:
                service.reap()
        self.services.clear()
        self.record(ready=False)
        if self.watchdog is not None:
            self.watchdog.communicate(b"stopped\n")
            self.watchdog = None


def tied(argv: list[str | Path], death_signal: signal.Signals, drop: Sequence[str] = ()) -> list[str]:
    """The command line that makes the kernel send `death_signal` when the launcher dies."""
    return ["setpriv", *drop, "--pdeathsig", signal.Signals(death_signal).name[3:], "--", *map(str, argv)]


def stop_on_signals() -> None:
    """Turn the signals that ask us to end into StopRequested."""

    def request(signum: int, frame: FrameType | None) -> None:
        raise StopRequested(signum)

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, request)


def ignore_signals() -> None:
    """From now on we are stopping already: a second Ctrl-C must not leave anything half stopped."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda number, frame: None)


def python(*arguments: str | Path) -> list[str | Path]:
    """A command line for this environment's Python."""
    return [sys.executable, *arguments]
