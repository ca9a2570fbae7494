"""`./bandolo test` and `./bandolo bench`: on servers thrown away afterwards, but for the data of a measurement."""

import os
import time
from pathlib import Path

from config.launcher import postgres, product
from config.launcher.errors import LauncherError
from config.launcher.servers import kept, servers, throwaway
from config.launcher.state import CHECKOUT, from_environment
from config.launcher.supervisor import Supervisor, python

HOUSE = ("config", "accounts", "cases", "courts", "services", "peipa", "reports")
STATIC_CHECKS: dict[str, list[str | Path]] = {
    "ruff check": python("-m", "ruff", "check", "."),
    "ruff format": python("-m", "ruff", "format", "--check", "--quiet", "."),
    "import contracts": ["lint-imports"],
    "mypy": python("-m", "mypy", *HOUSE),
    "django check": product.manage("check", "--fail-level", "WARNING"),
    "migrations": product.manage("makemigrations", "--check", "--dry-run"),
    "compose file": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
}
# A file stays with one process: what its tests share (a world, a rendered document) is made once. The files keep
# the order of `tests/conftest.py`, the longest first.
SIDE_BY_SIDE = ["--dist", "loadfile", "--no-loadscope-reorder"]
INTERRUPTED = 130


def test(arguments: list[str]) -> int:
    """All checks and tests; with arguments only pytest with them. 0 only if nothing failed."""
    with throwaway(from_environment(), "test") as state, servers(state, postgres.FAST) as supervisor:
        # Playwright's event loop and the live server share a thread.
        supervisor.env["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        pytest = python("-m", "pytest")
        if arguments:
            return supervisor.foreground([*pytest, *arguments])
        # The tables are made once, while the checks run: each test process starts on a copy.
        with supervisor.meanwhile("The migration of the database", product.manage("migrate", "--noinput")):
            failed = static_checks(supervisor)
        if supervisor.interrupted:
            return INTERRUPTED
        supervisor.env["BANDOLO_TEST_TEMPLATE"] = postgres.DATABASE
        # pytest comes last: its closing line is what a reader of the output looks for.
        code = supervisor.foreground([*pytest, *SIDE_BY_SIDE, "-n", str(processes())])
        print("Static checks: " + (f"NOT OK: {', '.join(failed)}" if failed else "all ok"), flush=True)
        return code or (1 if failed else 0)


def processes() -> int:
    """One more than there are cores, up to three: while one waits for the database or a browser another works."""
    return min(3, (os.cpu_count() or 1) + 1)


def static_checks(supervisor: Supervisor) -> list[str]:
    """Run every check, whatever the others say; the names of those that found something."""
    failed = []
    for name, command in STATIC_CHECKS.items():
        print(f"--- {name}", flush=True)
        begun = time.monotonic()
        code = supervisor.foreground(command)
        if supervisor.interrupted:
            break
        if code != 0:
            failed.append(name)
        print(f"--- {name}: {'ok' if code == 0 else 'NOT OK'} ({time.monotonic() - begun:.1f} s)", flush=True)
    return failed


def bench(arguments: list[str]) -> int:
    """Measurements, on servers with the durability of the real ones. The data of the file are kept."""
    if not (CHECKOUT / "bench").is_dir():
        raise LauncherError("There is no bench here.")
    place = kept if arguments[:1] == ["file"] else throwaway
    with place(from_environment(), "bench") as state, servers(state) as supervisor:
        return supervisor.foreground(python("-m", "bench", *arguments))
