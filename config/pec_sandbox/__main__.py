"""Command line of the sandbox: runs in the foreground until SIGTERM or SIGINT."""

import argparse
import asyncio
import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from twisted.internet import asyncioreactor

from config.pec_sandbox import accounts, authority
from config.pec_sandbox.outcomes import Provider
from config.pec_sandbox.smtp import Handler
from config.pec_sandbox.smtp import Server as SmtpServer
from config.pec_sandbox.store import Store

LOOPBACK = "127.0.0.1"
_TICK = 0.2


def main() -> None:
    """Open both ports, say so on stdout as one JSON line and the word `ready`, and serve."""
    arguments = _parser().parse_args()
    logging.basicConfig(level=logging.ERROR)
    # aiosmtpd warns at every connection that logins may go without TLS: loopback only, on purpose.
    warnings.filterwarnings("ignore", message="Requiring AUTH", category=UserWarning)
    state: Path = arguments.state
    os.umask(0o077)
    state.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    install: Any = asyncioreactor.install
    install(loop)
    _serve(arguments, state, loop)


def _serve(arguments: argparse.Namespace, state: Path, loop: asyncio.AbstractEventLoop) -> None:
    from twisted.internet import reactor as installed  # noqa: PLC0415 - exists only once installed
    from twisted.internet import task  # noqa: PLC0415

    from config.pec_sandbox.imap import Factory  # noqa: PLC0415 - imports the reactor

    reactor: Any = installed
    credentials = authority.load(state)
    directory, store = accounts.load(state), Store(state / "mail.sqlite3")
    provider = Provider(credentials.signer, arguments.delay)
    handler = Handler(state=state, directory=directory, store=store, provider=provider, hold=arguments.hold)
    smtp = loop.run_until_complete(
        loop.create_server(
            lambda: SmtpServer(handler, credentials.tls), host=LOOPBACK, port=arguments.smtp_port
        )
    )
    factory = Factory(state=state, directory=directory, store=store)
    imap = reactor.listenTCP(arguments.imap_port, factory, interface=LOOPBACK)
    task.LoopingCall(store.deliver_due).start(_TICK)
    ports = {"smtp_port": smtp.sockets[0].getsockname()[1], "imap_port": imap.getHost().port}
    # Said only once signals are handled: whoever reads it may stop us at once.
    reactor.callWhenRunning(_announce, ports)
    reactor.run()


def _announce(ports: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(ports) + "\nready\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.pec_sandbox", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder where everything is kept")
    parser.add_argument("--smtp-port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--imap-port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--delay", type=float, default=20, help="seconds for the addresses that are late")
    parser.add_argument("--hold", type=float, default=30, help="seconds for which `sospeso` holds the 250")
    return parser


if __name__ == "__main__":
    main()
