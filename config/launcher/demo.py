"""`./bandolo demo`: everything on this machine, with invented data."""

from pathlib import Path

from config.launcher import product
from config.launcher.errors import StopRequested
from config.launcher.leftovers import end_leftovers
from config.launcher.ports import DEFAULT_PORT, listen
from config.launcher.servers import servers
from config.launcher.state import OUT, State, from_caller, from_environment, locked, make_private
from config.launcher.supervisor import Supervisor


def serve(*, fresh: bool, port: int | None) -> int:
    """Run the demo until somebody stops it; exit code 0 then."""
    state = from_environment()
    with locked(state, "demo"), listen(port) as listener:
        if fresh:
            start_over(state)
        address = f"http://localhost:{listener.getsockname()[1]}"
        say_port(port, listener.getsockname()[1])
        say("Avvio la base dati e preparo i dati dimostrativi…")
        with servers(state) as supervisor:
            supervisor.env["BANDOLO_BASE_URL"] = address
            supervisor.record(address=address)
            product.set_up(supervisor)
            say("Avvio il servizio web e i processi di lavoro…")
            web = product.start_web(supervisor, listener)
            product.start_workers(supervisor)
            sign_ins = product.accounts(supervisor)
            product.await_web(supervisor, web, listener.getsockname()[1])
            listener.close()
            say(f"\nBandolo è pronto: {address}/\n\n{sign_ins}\n")
            places = " e ".join(str(path) for path in (state.root, state.outside) if path.exists())
            say(f"I dati sono inventati e stanno in {places}. Ctrl-C ferma tutto.")
            try:
                supervisor.watch()
            except StopRequested:
                say("\nFermo tutto…")
    return 0


def check(*, out: str | None) -> int:
    """Walk the whole thread on a demo of its own, made anew; the exit code of the walk."""
    parent = from_environment()
    parent.prepare()
    folder = from_caller(out) if out else parent.root / OUT
    state = State(parent.root / "check")
    make_private(state.root, passage=True)
    with locked(state, "demo --check"):
        start_over(state)
        say("Avvio la base dati e preparo i dati dimostrativi…")
        with servers(state) as supervisor:
            product.set_up(supervisor)
            product.start_workers(supervisor)
            return walk(supervisor, folder)


def walk(supervisor: Supervisor, folder: Path) -> int:
    """The thread, order in to receipt back, its documents written to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    code = supervisor.foreground(product.manage("walk_thread", "--out", folder))
    say(f"Documenti della prova: {folder}" if code == 0 else f"Registri dei processi: {supervisor.state.log}")
    return code


def start_over(state: State) -> None:
    """Forget everything the state holds; the caller has its lock."""
    end_leftovers(state)
    state.clear()
    state.prepare()


def say_port(wanted: int | None, port: int) -> None:
    """Tell when the usual port is taken."""
    if wanted is None and port != DEFAULT_PORT:
        say(f"La porta {DEFAULT_PORT} è occupata: uso la {port}.")


def say(text: str) -> None:
    """A line for the person at the keyboard, at once."""
    print(text, flush=True)
