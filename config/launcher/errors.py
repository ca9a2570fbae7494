"""What stops the launcher, and how it is told."""

from pathlib import Path

TAIL_LINES = 15


class LauncherError(Exception):
    """A fault the person at the keyboard can act on: the text is all they see, the exit code is 1."""


class StopRequested(BaseException):
    """Somebody asked the launcher to stop (Ctrl-C, SIGTERM, closed terminal). Not an error."""


def log_tail(log: Path, offset: int = 0) -> str:
    """The last lines a log gained since `offset`, indented, under its name."""
    lines = read_from(log, offset).splitlines()[-TAIL_LINES:] or ["(nothing was logged)"]
    return "\n".join([f"Last lines of {log}:", *("  " + line for line in lines)])


def read_from(log: Path, offset: int) -> str:
    """What a log holds after `offset` bytes; empty if it does not exist."""
    if not log.exists():
        return ""
    with log.open("rb") as stream:
        stream.seek(offset)
        return stream.read().decode("utf-8", "replace")
