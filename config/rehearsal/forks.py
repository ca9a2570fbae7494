"""An act in a process of its own that is struck at one of its steps: forked, so a death costs milliseconds.

A step is the entry into, or the return from, a function of ours, of the SMTP client or of Django's database
layer: before and after each statement, each commit, each line of the dialogue with the provider.
"""

import inspect
import os
import signal
import smtplib  # noqa: TID251 - its steps are counted, nothing is sent with it
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.backends import utils
from django.db.backends.base import base

Act = Callable[[], object]
RENDERER = Path(getattr(find_spec("weasyprint"), "origin", None) or "weasyprint/__init__.py").parent
ROOMS = tuple(f"{settings.BASE_DIR}/{room}/" for room in ("reports", "courts", "cases", "accounts"))
ROOMS += (f"{RENDERER}/",)
FILES = {module.__file__ for module in (smtplib, transaction, utils, base)}
COMMIT: Callable[..., Any] = vars(base.BaseDatabaseWrapper)["_commit"]
# What a child answers when it was neither killed nor done.
FAILED = 3


@dataclass(frozen=True)
class Landmark:
    """A point in an act: these functions entered one after the other."""

    functions: tuple[Callable[..., Any], ...]

    @property
    def codes(self) -> list[CodeType]:
        """Of the functions themselves: what decorates them is one function for all."""
        return [inspect.unwrap(each).__code__ for each in self.functions]


class Steps:
    """Counts the steps of this process; calls `strike` at step `at`, counted from the landmark if there is one."""

    def __init__(self, at: int, strike: Act, after: Landmark | None = None) -> None:
        self.at, self.strike = at, strike
        self.waiting: list[CodeType] = after.codes if after else []
        self.count = 0

    def __call__(self, frame: FrameType, event: str, _arg: Any) -> None:
        if event not in ("call", "return") or not _counted(frame.f_code.co_filename):
            return
        if self.waiting:
            if event == "call" and frame.f_code is self.waiting[0]:
                self.waiting.pop(0)
            return
        if self.count == self.at and self.strike() is False:
            self.at += 1  # nothing to strike yet
        self.count += 1


@cache
def _counted(filename: str) -> bool:
    return filename in FILES or filename.startswith(ROOMS)


def kill() -> None:
    """kill -9, on this very process."""
    os.kill(os.getpid(), signal.SIGKILL)


def stop() -> None:
    """What a deploy sends."""
    os.kill(os.getpid(), signal.SIGTERM)


def cut_database() -> bool:
    """The server drops this process's connection, as when it restarts; False while there is none."""
    if connection.connection is None:
        return False
    database, backend = connection.settings_dict, connection.connection.info.backend_pid
    with psycopg.connect(
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        dbname=database["NAME"],
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [backend])
    return True


def start(act: Act, hook: Steps | None = None) -> int:
    """Begin `act` in a process of its own; its id. False and exceptions make it fail, a number is its exit code."""
    child = os.fork()
    if child:
        return child
    _forget_connections()
    code = FAILED
    # Whatever the act raises ends the child: it must never come back into the parent's code.
    with suppress(BaseException):
        sys.setprofile(hook)
        result = act()
        sys.setprofile(None)
        code = FAILED if result is False else result if type(result) is int else 0
    os._exit(code)


def _forget_connections() -> None:
    """A connection never has two owners: the child leaves the parent's alone and opens its own.

    Closing them before the fork is not enough: where the parent runs an event loop Django keeps connections per
    task, and the child, which runs none, finds the ones of the time before it.
    """
    for alias in connections:
        with suppress(AttributeError):  # never used by this thread
            del connections[alias]


def end_of(child: int) -> int:
    """Wait for a child; its exit code, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def done(act: Act, hook: Steps | None = None) -> int:
    """Do `act` in a process of its own and wait for its end."""
    return end_of(start(act, hook))


def killed(act: Act, step: int, after: Landmark | None = None) -> bool:
    """Do `act` in a process that is killed at this step, or at the latest when it is done; whether it died."""

    def until_death() -> None:
        act()
        kill()

    return done(until_death, Steps(step, kill, after)) == -signal.SIGKILL


def measured(act: Act, until: Landmark) -> int:
    """How many steps `act` takes to the landmark, where it is killed: nothing after it happens."""
    reader, writer = os.pipe()

    def report() -> None:
        os.write(writer, str(hook.count).encode())
        kill()

    hook = _Measure(until, report)
    done(act, hook)
    os.close(writer)
    with os.fdopen(reader) as told:
        return int(told.read() or 0)


class _Measure(Steps):
    """Counts all steps up to a landmark, and strikes there."""

    def __init__(self, until: Landmark, strike: Act) -> None:
        super().__init__(-1, strike)
        self.ahead = until.codes

    def __call__(self, frame: FrameType, event: str, arg: Any) -> None:
        if event == "call" and frame.f_code is self.ahead[0]:
            self.ahead.pop(0)
            if not self.ahead:
                self.strike()
        super().__call__(frame, event, arg)
