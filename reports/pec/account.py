"""What is needed to reach one certified mailbox: sending server, reading server, credentials."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Security(StrEnum):
    """How the connection is protected. `NONE` is for the loopback sandbox only."""

    SSL = "ssl"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class Server:
    """One endpoint. Raises ValueError when a connection without TLS would leave this machine."""

    host: str
    port: int
    security: Security = Security.SSL
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        if self.security is Security.NONE and not _is_loopback(self.host):
            raise ValueError("Una connessione senza TLS è ammessa solo verso questo stesso computer.")

    def tls_context(self) -> ssl.SSLContext:
        """A verifying client context, on the system's authorities or on `ca_file`."""
        return ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)


@dataclass(frozen=True)
class Account:
    """A certified mailbox. `address` is the sender; the password never shows in logs or tracebacks."""

    address: str
    username: str
    password: str = field(repr=False)
    smtp: Server
    imap: Server


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
