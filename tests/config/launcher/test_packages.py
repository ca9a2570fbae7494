import shutil
import subprocess
import sys

from config.launcher import packages
from config.launcher.state import CHECKOUT


def test_library_is_found_by_the_loader_not_by_the_package_list() -> None:
    assert packages.has_library("libc.so.6")
    assert not packages.has_library("libbandolo-none.so.9")


def test_missing_names_nothing_that_is_there() -> None:
    # The test command has installed what it needs before it started this test.
    assert packages.missing(["pdf", "browser"]) == []
    assert packages.missing([]) == []


def test_without_apt_or_privileges_prints_the_exact_line_and_stops() -> None:
    program = (
        "import packages, sys; "
        "packages.PDF_LIBRARIES = {'libbandolo-none.so.9': 'libbandolo-none9'}; "
        "sys.exit(packages.main(['pdf']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(CHECKOUT / "config" / "launcher"), "PATH": "/nonexistent"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "  apt-get update && apt-get install -y --no-install-recommends libbandolo-none9\n" in done.stderr


def test_module_runs_without_the_project() -> None:
    done = subprocess.run(
        [shutil.which("python3") or sys.executable, "-I", CHECKOUT / "config/launcher/packages.py", "pdf"],
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
