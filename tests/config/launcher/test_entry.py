"""`./bandolo` itself, in a small checkout with an empty lock and a launcher that only tells its arguments."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config.launcher.state import CHECKOUT

TELL = "import os, sys; print(os.getcwd(), os.environ['BANDOLO_CALLED_FROM'], sys.argv[1:])"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "a checkout"
    launcher = root / "config" / "launcher"
    launcher.mkdir(parents=True)
    shutil.copy(CHECKOUT / "bandolo", root)
    shutil.copy(CHECKOUT / "config/launcher/packages.py", launcher)
    (launcher / "__main__.py").write_text(TELL)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (root / lock).write_text("# nothing is needed\n")
    return root


def bandolo(checkout: Path, *arguments: str, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [checkout / "bandolo", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=checkout.parent,
        **options,
    )


def test_help_needs_nothing(checkout: Path) -> None:
    out, _ = bandolo(checkout).communicate()

    assert "./bandolo COMMAND" in out
    assert "bench" not in out
    assert not (checkout / ".venv").exists()


def test_help_tells_of_the_bench_where_there_is_one(checkout: Path) -> None:
    (checkout / "bench").mkdir()

    assert "bench" in bandolo(checkout, "help").communicate()[0]


def test_unknown_command_is_refused_before_anything_is_prepared(checkout: Path) -> None:
    process = bandolo(checkout, "demmo")
    _, error = process.communicate()

    assert process.returncode == 2
    assert "Usage:" in error
    assert not (checkout / ".venv").exists()


def test_old_python_is_refused_with_what_to_install(checkout: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "uname", "dirname", "readlink", "flock", "cat", "sha256sum", "cut"):
        os.symlink(shutil.which(name) or "", programs / name)
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n")
    (programs / "python3").chmod(0o755)

    process = bandolo(checkout, "demo", env={"PATH": str(programs)})
    _, error = process.communicate()

    assert process.returncode == 1
    assert error == (
        "bandolo: Python 3.11, 3.12 or 3.13 is needed. On Debian: apt-get install python3 python3-venv\n"
    )


def test_two_commands_at_once_prepare_one_environment(checkout: Path) -> None:
    """The second waits, finds the environment ready and installs nothing; so does every later one."""
    together = [bandolo(checkout, "demo", "--port", "9"), bandolo(checkout, "demo", "--port", "9")]
    ends = [process.communicate() for process in together]

    assert [process.returncode for process in together] == [0, 0], ends
    told = f"{checkout} {checkout.parent} ['demo', '--port', '9']\n"
    assert [out for out, _ in ends] == [told, told]
    errors = sorted(error for _, error in ends)
    assert sum("installing the packages" in error for error in errors) == 1
    assert sum("waiting for it" in error for error in errors) == 1

    again = bandolo(checkout, "manage", "check")
    assert again.communicate() == (f"{checkout} {checkout.parent} ['manage', 'check']\n", "")

    # The tools of the tests come on top, once; a new lock is noticed by both.
    assert "requirements-dev.lock" in bandolo(checkout, "test").communicate()[1]
    assert bandolo(checkout, "test").communicate()[1] == ""
    (checkout / "requirements.lock").write_text("# something new is needed\n")
    assert "of requirements.lock" in bandolo(checkout, "demo").communicate()[1]
    assert "requirements-dev.lock" in bandolo(checkout, "test").communicate()[1]


def test_ci_runs_the_test_command_and_nothing_else() -> None:
    lines = (CHECKOUT / ".ci" / "run").read_text().splitlines()

    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[1:] == ['cd "$(dirname "${BASH_SOURCE[0]}")/.." && exec ./bandolo test']
