"""State folders and commands for the tests of the launcher."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.launcher.state import CHECKOUT, State

PATIENCE_SECONDS = 60


@pytest.fixture
def state() -> Iterator[State]:
    """A state folder where PostgreSQL's account can reach it (pytest's own folders are closed to it)."""
    state = State(Path(tempfile.mkdtemp(prefix="bandolo-test-")))
    yield state
    state.clear()
    shutil.rmtree(state.root)


def eventually(condition: Callable[[], object]) -> None:
    """Wait until the condition holds; fail if it does not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the condition never held"
        time.sleep(0.05)


class Script:
    """A Python program run as a launcher of its own, that can be killed."""

    def __init__(self, text: str, *arguments: object, env: dict[str, str] | None = None) -> None:
        self.output = tempfile.NamedTemporaryFile("w+b")  # noqa: SIM115 - closed by end()
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", text, *map(str, arguments)],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            env=os.environ | (env or {}),
        )

    def said(self) -> str:
        return Path(self.output.name).read_text()

    def await_words(self, words: str) -> None:
        eventually(lambda: words in self.said() or self.process.poll() is not None)
        assert words in self.said()

    def kill(self, number: signal.Signals = signal.SIGKILL) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def end(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self.output.close()


@pytest.fixture
def script() -> Iterator[Callable[..., Script]]:
    """Start scripts; those still running at the end of the test are killed."""
    started: list[Script] = []

    def start(text: str, *arguments: object, **options: dict[str, str]) -> Script:
        started.append(Script(text, *arguments, **options))
        return started[-1]

    yield start
    for one in started:
        one.end()
