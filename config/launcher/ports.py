"""TCP ports of the loopback interface. Everything else of the embedded run is on Unix sockets."""

import errno
import socket

from config.launcher.errors import LauncherError
from config.launcher.state import State

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000
TRIES = 100


def listen(port: int | None) -> socket.socket:
    """A listening socket for the web server: the port asked for, or the first free one from 8000 on.

    It listens at once, so that no other start can choose the same port while this one is still migrating.
    Raises LauncherError if the port asked for is taken.
    """
    for candidate in [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + TRIES):
        try:
            return socket.create_server((LOOPBACK, candidate), backlog=2048)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise LauncherError(
        f"Port {port} is taken." if port is not None else f"No free port from {DEFAULT_PORT} on."
    )


def is_free(port: int) -> bool:
    """Whether somebody could listen on the port now."""
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.create_server((LOOPBACK, 0)) as server:
        return int(server.getsockname()[1])


def sandbox_ports(state: State) -> dict[str, int]:
    """SMTP and IMAP ports of the certified-mail sandbox: those of the last start while they are free."""
    ports = {name: int(port) for name, port in state.read("sandbox.json").items()}
    if len(ports) != 2 or not all(map(is_free, ports.values())):
        ports = {"smtp": free_port(), "imap": free_port()}
        state.write("sandbox.json", ports)
    return ports
