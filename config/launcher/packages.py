"""Debian packages the product needs and this machine lacks.

Standard library only, no import of the project: `./bandolo` runs this file with the system's Python before
any virtual environment exists: `python3 config/launcher/packages.py venv pdf browser`.
"""

import ctypes
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable

# What WeasyPrint loads at run time, and the package that carries it: no wheel does.
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def has_library(name: str) -> bool:
    """Whether the dynamic loader finds the library, whoever installed it."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing(groups: Iterable[str]) -> list[str]:
    """Packages that `venv` (make environments), `pdf` (WeasyPrint) and `browser` (tests) still lack."""
    wanted: list[str] = []
    for group in groups:
        if group == "venv" and importlib.util.find_spec("ensurepip") is None:
            wanted.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
        elif group == "pdf":
            wanted += [package for library, package in PDF_LIBRARIES.items() if not has_library(library)]
        elif group == "browser" and shutil.which("chromium") is None:
            wanted.append("chromium")
    return wanted


def privilege() -> list[str] | None:
    """What to put before a command so that it runs as root; None if that needs a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install(packages: list[str]) -> bool:
    """Install the packages, or print the line with which somebody may; tells whether they are there now."""
    words = shlex.join(packages)
    prefix = privilege()
    if prefix is None or shutil.which("apt-get") is None:
        print("bandolo: system packages are missing. Install them as root and start again:", file=sys.stderr)
        print(f"  apt-get update && apt-get install -y --no-install-recommends {words}", file=sys.stderr)
        return False
    print(f"bandolo: installing the system packages {words}", file=sys.stderr)
    apt = [
        *prefix,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    quietly([*apt, "update"])  # an outdated list may still do
    return quietly([*apt, "install", "-y", "--no-install-recommends", *packages])


def quietly(command: list[str]) -> bool:
    """Run a command, showing what it prints only if it fails; tells whether it succeeded."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        print(done.stdout.decode("utf-8", "replace"), file=sys.stderr)
    return done.returncode == 0


def main(groups: list[str]) -> int:
    """Exit code 0 when everything the groups need is there at the end."""
    packages = missing(groups)
    if packages and not install(packages):
        return 1
    importlib.invalidate_caches()
    still = missing(groups)
    if still:
        print(f"bandolo: still missing after the installation: {' '.join(still)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
