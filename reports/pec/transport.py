"""Handing one message to the provider by SMTP, knowing at every failure whether it may have been taken.

The same `SMTPServerDisconnected` covers a dead banner (not taken), a cut before storing and a cut after
storing: only the stage tells. Hence the low-level commands and one exception type per way to go on.
"""

import re
import smtplib  # noqa: TID251
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from reports.pec.account import Account, Security


class Stage(StrEnum):
    """How far a send has come. From `BODY` on a failure no longer means that nothing was sent."""

    CONNECT = "connect"
    HELLO = "hello"
    TLS = "tls"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    DOT = "dot"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait for the server: connecting, each command, each block of body, after the final dot."""

    connect: float = 30
    command: float = 60
    body: float = 120
    # RFC 5321 §4.5.3.2.6: ten minutes, because giving up early produces the doubt we want to avoid.
    after_dot: float = 600


@dataclass(frozen=True)
class Accepted:
    """The server answered the final dot with a 2xx; `clean` is False if the farewell was cut."""

    code: int
    reply: str
    clean: bool = True


class TransportError(Exception):
    """A send that did not end in acceptance. `reply` is the server's text, for the ledger."""

    def __init__(self, stage: Stage, code: int | None, reply: str) -> None:
        super().__init__(f"{stage.value}: {code or ''} {reply}".strip())
        self.stage = stage
        self.code = code
        self.reply = reply


class Transient(TransportError):
    """Certainly not taken; another try later may work."""


class Refused(TransportError):
    """Certainly not taken, and trying again would not help."""


class LoginRefused(TransportError):
    """The mailbox cannot be used at all; every further try risks a lock-out."""


class Uncertain(TransportError):
    """Taken or not taken: nobody knows. Look for receipts by Message-ID before anything else."""


_CONNECTION = (smtplib.SMTPException, OSError, ValueError)
_PATH = re.compile(r"[!-~]+@[!-~]+")
DEFAULT_TIMEOUTS = Timeouts()


def send(
    *,
    account: Account,
    message: bytes,
    sender: str,
    recipient: str,
    on_stage: Callable[[Stage], None],
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
) -> Accepted:
    """Send `message` (as composed) to the one `recipient` and return the provider's acceptance.

    `on_stage` is called before each step; whatever it raises stops the send. In particular
    `on_stage(Stage.BODY)` returns before the first byte of the body leaves: commit the mark there.
    Raises Transient, Refused, LoginRefused or Uncertain.
    """
    for path in (sender, recipient):
        if not _PATH.fullmatch(path) or set(path) & set("<>"):
            raise ValueError("Indirizzo non valido.")
    on_stage(Stage.CONNECT)
    client = _connect(account, sender, timeouts)
    try:
        _sign_in(client, account, timeouts, on_stage)
        _envelope(client, sender, recipient, message, on_stage)
        reply = _body(client, message, timeouts, on_stage)
        return Accepted(reply[0], reply[1], clean=_farewell(client, timeouts))
    finally:
        client.close()


def _connect(account: Account, sender: str, timeouts: Timeouts) -> smtplib.SMTP:
    server = account.smtp
    # The sender's domain as EHLO name: the default asks the DNS for this machine's own name.
    name = sender.rpartition("@")[2]
    try:
        if server.security is Security.SSL:
            context = server.tls_context()
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=timeouts.connect, context=context)
        return smtplib.SMTP(server.host, server.port, name, timeout=timeouts.connect)
    except smtplib.SMTPResponseException as error:
        raise Transient(Stage.CONNECT, error.smtp_code, _text(error.smtp_error)) from error
    except _CONNECTION as error:
        # DNS, refused connection, time-out, TLS, a server that hangs up or does not speak SMTP.
        raise Transient(Stage.CONNECT, None, str(error) or type(error).__name__) from error


def _sign_in(
    client: smtplib.SMTP, account: Account, timeouts: Timeouts, on_stage: Callable[[Stage], None]
) -> None:
    _wait(client, timeouts.command)
    on_stage(Stage.HELLO)
    _before_body(Stage.HELLO, client.ehlo, {250})
    if account.smtp.security is Security.STARTTLS:
        on_stage(Stage.TLS)
        _before_body(Stage.TLS, lambda: client.starttls(context=account.smtp.tls_context()), {220})
        _before_body(Stage.TLS, client.ehlo, {250})
    on_stage(Stage.LOGIN)
    _before_body(Stage.LOGIN, lambda: _login(client, account), {235})


def _login(client: smtplib.SMTP, account: Account) -> tuple[int, bytes]:
    """Try one mechanism once: `SMTP.login` tries them all, and three refusals may lock the mailbox."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    client.user, client.password = account.username, account.password
    if "PLAIN" in offered:
        return client.auth("PLAIN", client.auth_plain)
    if "LOGIN" in offered:
        return client.auth("LOGIN", client.auth_login)
    raise smtplib.SMTPNotSupportedError("no usable authentication mechanism offered")


def _envelope(
    client: smtplib.SMTP, sender: str, recipient: str, message: bytes, on_stage: Callable[[Stage], None]
) -> None:
    on_stage(Stage.MAIL)
    options = [f"SIZE={len(message)}"] if client.has_extn("size") else []
    _before_body(Stage.MAIL, lambda: client.mail(sender, options), {250})
    on_stage(Stage.RCPT)
    # 251 and 252 (forwarded, cannot verify) are promises; a certified provider answers 250.
    _before_body(Stage.RCPT, lambda: client.rcpt(recipient), {250, 251, 252})
    on_stage(Stage.DATA)
    _before_body(Stage.DATA, lambda: client.docmd("DATA"), {354})


def _before_body(stage: Stage, command: Callable[[], tuple[int, bytes]], expected: set[int]) -> None:
    """Run one command of the dialogue; nothing can have been taken yet, whatever goes wrong."""
    try:
        code, reply = command()
    except smtplib.SMTPResponseException as error:
        raise _refusal(stage, error.smtp_code, error.smtp_error) from error
    except _CONNECTION as error:
        raise Transient(stage, None, str(error) or type(error).__name__) from error
    if code not in expected:
        raise _refusal(stage, code, reply)


def _refusal(stage: Stage, code: int, reply: bytes | str) -> TransportError:
    text = _text(reply)
    if stage is Stage.LOGIN or (stage is Stage.MAIL and code in (530, 535)):
        return LoginRefused(stage, code, text) if 500 <= code < 600 else Transient(stage, code, text)
    if stage in (Stage.MAIL, Stage.RCPT, Stage.DATA) and 500 <= code < 600:
        return Refused(stage, code, text)
    return Transient(stage, code, text)


def _body(
    client: smtplib.SMTP, message: bytes, timeouts: Timeouts, on_stage: Callable[[Stage], None]
) -> tuple[int, str]:
    on_stage(Stage.BODY)
    stage = Stage.BODY
    try:
        _wait(client, timeouts.body)
        client.send(_on_the_wire(message))
        stage = Stage.DOT
        on_stage(stage)
        _wait(client, timeouts.after_dot)
        code, reply = client.getreply()
    except smtplib.SMTPResponseException as error:
        raise Uncertain(stage, error.smtp_code, _text(error.smtp_error)) from error
    except _CONNECTION as error:
        raise Uncertain(stage, None, str(error) or type(error).__name__) from error
    return _verdict_on_body(code, _text(reply))


def _verdict_on_body(code: int, reply: str) -> tuple[int, str]:
    if 200 <= code < 300:
        return code, reply
    # 421 is sent by servers that shut down, and they may have stored the message (seen).
    if code == 421 or not 400 <= code < 600:
        raise Uncertain(Stage.DOT, code, reply)
    if code < 500:
        raise Transient(Stage.DOT, code, reply)
    raise Refused(Stage.DOT, code, reply)


def _on_the_wire(message: bytes) -> bytes:
    """CRLF line ends, leading dots doubled, the final dot (RFC 5321 §4.5.2)."""
    lines = re.sub(rb"\r\n|\n|\r", b"\r\n", message)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _farewell(client: smtplib.SMTP, timeouts: Timeouts) -> bool:
    """Say QUIT; the message is already the provider's, so a cut here changes nothing."""
    try:
        _wait(client, min(timeouts.command, 10))
        client.quit()
    except _CONNECTION:
        return False
    return True


def _wait(client: smtplib.SMTP, seconds: float) -> None:
    if client.sock is not None:
        client.sock.settimeout(seconds)


def _text(reply: bytes | str) -> str:
    text = reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:500]
