"""`./bandolo manage …`: Django's manage.py on the database of the demo, running or not."""

import time

from config.launcher import broker, environment, postgres, product
from config.launcher.errors import LauncherError
from config.launcher.servers import alone, servers, using
from config.launcher.state import State, StateInUse, from_environment, locked
from config.launcher.supervisor import Supervisor

# They touch no table, so they must work even where no server can be started.
NO_DATABASE = (
    "help",
    "--help",
    "--version",
    "version",
    "term",
    "classify_receipts",
    "collectstatic",
    "findstatic",
    "diffsettings",
)
PATIENCE_SECONDS = 60


def manage(arguments: list[str]) -> int:
    """Run one management command; its exit code."""
    state = from_environment()
    if not arguments or arguments[0] in NO_DATABASE:
        return Supervisor(state, environment.base()).foreground(product.manage(*arguments))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return as_owner(state, arguments)
        except StateInUse as error:
            code = as_guest(state, arguments)
            if code is not None:
                return code
            if time.monotonic() > deadline:
                raise LauncherError(f"{error} Its servers do not answer.") from error
        time.sleep(0.2)


def as_owner(state: State, arguments: list[str]) -> int:
    """Start the servers for the time of the command. Raises StateInUse."""
    with locked(state, "manage"), servers(state) as supervisor:
        supervisor.env |= remembered(state)
        code = supervisor.foreground(product.manage(*arguments))
        with alone(state):
            supervisor.stop()
    return code


def as_guest(state: State, arguments: list[str]) -> int | None:
    """Use the servers of the command that owns them; None if they are not up."""
    with using(state):
        cluster = postgres.locate(state)
        up = state.read("run.json").get("ready") and postgres.answers(cluster)
        if not up or not broker.answers(cluster.sockets / "valkey.sock"):
            return None
        env = environment.product(state, cluster) | remembered(state)
        return Supervisor(state, env).foreground(product.manage(*arguments))


def remembered(state: State) -> dict[str, str]:
    """What the demo told its own processes: sandbox ports and address."""
    settings: dict[str, str] = {}
    ports = state.read("sandbox.json")
    if ports:
        settings |= product.sandbox_settings(ports)
    address = state.read("run.json").get("address")
    if address:
        settings["BANDOLO_BASE_URL"] = str(address)
    return settings
