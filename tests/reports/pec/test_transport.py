"""Real SMTP against the sandbox: each fault ends in the exception that tells how to go on."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reports.pec.account import Account, Security, Server
from reports.pec.message import Attachment, compose, new_message_id
from reports.pec.transport import (
    Accepted,
    LoginRefused,
    Refused,
    Stage,
    Timeouts,
    Transient,
    TransportError,
    Uncertain,
    send,
)
from tests.pec import COURT, Sandbox
from tests.reports.pec.tls import tls_front

# A machine that is busy is not a server that is silent: only where one keeps silent is it not waited for.
IMPATIENT = Timeouts(connect=1, after_dot=1)
ALL = list(Stage)


class Attempt:
    """One message to one recipient, and the stages it went through."""

    def __init__(self, account: Account, recipient: str) -> None:
        self.account, self.recipient = account, recipient
        self.message_id = new_message_id("pec.cooperativa.example")
        self.stages: list[Stage] = []
        self.timeouts = Timeouts()

    def send(
        self, account: Account | None = None, on_stage: Callable[[Stage], None] | None = None
    ) -> Accepted:
        message = compose(
            message_id=self.message_id,
            sender=self.account.address,
            recipient=self.recipient,
            subject="relazione",
            body=".\n..\n.punto\n",
            attachments=[Attachment("r.pdf", b"%PDF-1.7\n" + bytes(range(256)))],
            date=datetime(2026, 11, 22, tzinfo=UTC),
        )
        return send(
            account=account or self.account,
            message=message,
            sender=self.account.address,
            recipient=self.recipient,
            on_stage=on_stage or self.stages.append,
            timeouts=self.timeouts,
        )


@pytest.fixture
def attempt(sandbox: Sandbox, new_mailbox: Callable[[], str]) -> Callable[[str], Attempt]:
    return lambda recipient: Attempt(sandbox.account(new_mailbox()), recipient)


def accepted(sandbox: Sandbox, tried: Attempt) -> int:
    return sum(item.message_id == tried.message_id for item in sandbox.submissions())


def test_a_message_is_accepted_once(sandbox: Sandbox, attempt: Callable[[str], Attempt]) -> None:
    tried = attempt(COURT)
    assert tried.send() == Accepted(250, "2.0.0 OK")
    assert tried.stages == [stage for stage in ALL if stage not in (Stage.TLS, Stage.ACCEPTED)]
    assert accepted(sandbox, tried) == 1


def test_starttls_on_the_sandbox_authority(sandbox: Sandbox, attempt: Callable[[str], Attempt]) -> None:
    tried = attempt(COURT)
    server = Server("localhost", sandbox.smtp_port, Security.STARTTLS, sandbox.trust_path)
    assert tried.send(replace(tried.account, smtp=server)).code == 250
    assert Stage.TLS in tried.stages


def test_tls_from_the_first_byte(sandbox: Sandbox, attempt: Callable[[str], Attempt]) -> None:
    tried = attempt(COURT)
    with tls_front(sandbox, sandbox.smtp_port) as port:
        trusted = Server("localhost", port, Security.SSL, sandbox.trust_path)
        assert tried.send(replace(tried.account, smtp=trusted)).code == 250
        unknown = Server("localhost", port, Security.SSL)
        with pytest.raises(Transient) as caught:
            tried.send(replace(tried.account, smtp=unknown))
    assert caught.value.stage is Stage.CONNECT
    assert accepted(sandbox, tried) == 1


def test_starttls_with_an_unknown_authority_is_not_forced_through(
    sandbox: Sandbox, attempt: Callable[[str], Attempt]
) -> None:
    tried = attempt(COURT)
    server = Server("localhost", sandbox.smtp_port, Security.STARTTLS)
    with pytest.raises(Transient) as caught:
        tried.send(replace(tried.account, smtp=server))
    assert caught.value.stage is Stage.TLS
    assert accepted(sandbox, tried) == 0


@pytest.mark.parametrize(
    ("tag", "error", "stage", "code", "taken"),
    [
        ("rcpt550", Refused, Stage.RCPT, 550, 0),
        ("rcpt450", Transient, Stage.RCPT, 450, 0),
        ("data451", Transient, Stage.DATA, 451, 0),
        ("data554", Refused, Stage.DATA, 554, 0),
        ("taglio-corpo", Uncertain, Stage.DOT, None, 0),
        ("punto451", Transient, Stage.DOT, 451, 0),
        ("punto552", Refused, Stage.DOT, 552, 0),
        ("perso-punto", Uncertain, Stage.DOT, None, 0),
        ("taglio-punto", Uncertain, Stage.DOT, None, 1),
        ("punto421", Uncertain, Stage.DOT, 421, 1),
        ("sospeso", Uncertain, Stage.DOT, None, 1),
    ],
)
def test_faults_of_the_dialogue(
    sandbox: Sandbox,
    attempt: Callable[[str], Attempt],
    tag: str,
    error: type[TransportError],
    stage: Stage,
    code: int | None,
    taken: int,
) -> None:
    tried = attempt(f"{tag}@pec.giustizia.example")
    tried.timeouts = IMPATIENT if tag == "sospeso" else Timeouts()
    with pytest.raises(error) as caught:
        tried.send()
    assert (caught.value.stage, caught.value.code) == (stage, code)
    assert accepted(sandbox, tried) == taken


def test_greylisting_passes_at_the_second_try(sandbox: Sandbox, attempt: Callable[[str], Attempt]) -> None:
    tried = attempt("tribmin.milano+rcpt450@pec.giustizia.example")
    with pytest.raises(Transient):
        tried.send()
    assert tried.send().code == 250
    assert accepted(sandbox, tried) == 1


def test_a_cut_at_quit_is_an_acceptance(sandbox: Sandbox, attempt: Callable[[str], Attempt]) -> None:
    tried = attempt("taglio-quit@pec.giustizia.example")
    assert tried.send() == Accepted(250, "2.0.0 OK", clean=False)
    assert accepted(sandbox, tried) == 1


@pytest.mark.parametrize(
    ("faults", "error", "stage", "code"),
    [
        ({"banner": "hang"}, Transient, Stage.CONNECT, None),
        ({"banner": "cut"}, Transient, Stage.CONNECT, None),
        ({"banner": "421"}, Transient, Stage.CONNECT, 421),
        ({"banner": "554"}, Transient, Stage.CONNECT, 554),
        ({"auth": "535"}, LoginRefused, Stage.LOGIN, 535),
        ({"auth": "454"}, Transient, Stage.LOGIN, 454),
        ({"mail": "451"}, Transient, Stage.MAIL, 451),
        ({"mail": "550"}, Refused, Stage.MAIL, 550),
    ],
)
def test_faults_of_the_server(
    sandbox: Sandbox,
    sandbox_faults: Callable[..., None],
    attempt: Callable[[str], Attempt],
    faults: dict[str, str],
    error: type[TransportError],
    stage: Stage,
    code: int | None,
) -> None:
    sandbox_faults(**faults)
    tried = attempt(COURT)
    tried.timeouts = IMPATIENT if faults == {"banner": "hang"} else Timeouts()
    with pytest.raises(error) as caught:
        tried.send()
    assert (caught.value.stage, caught.value.code) == (stage, code)
    assert accepted(sandbox, tried) == 0


def test_a_wrong_password_is_tried_once(sandbox: Sandbox, attempt: Callable[[str], Attempt]) -> None:
    tried = attempt(COURT)
    with pytest.raises(LoginRefused):
        tried.send(replace(tried.account, password="sbagliata"))


def test_a_closed_port_and_an_unknown_host_are_transient(
    sandbox: Sandbox, attempt: Callable[[str], Attempt]
) -> None:
    tried = attempt(COURT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = Server("127.0.0.1", free.getsockname()[1], Security.NONE)
    for server in (closed, Server("nessuno.invalid", 465, Security.SSL)):
        with pytest.raises(Transient) as caught:
            tried.send(replace(tried.account, smtp=server))
        assert caught.value.stage is Stage.CONNECT


def test_the_mark_is_set_before_the_body_leaves(sandbox: Sandbox, attempt: Callable[[str], Attempt]) -> None:
    tried = attempt(COURT)

    class MarkNotSaved(Exception):
        pass

    def refuse(stage: Stage) -> None:
        if stage is Stage.BODY:
            raise MarkNotSaved

    with pytest.raises(MarkNotSaved):
        tried.send(on_stage=refuse)
    assert accepted(sandbox, tried) == 0


def test_without_tls_only_on_this_machine() -> None:
    with pytest.raises(ValueError, match="senza TLS"):
        Server("smtp.pec.example", 25, Security.NONE)


def test_the_password_does_not_show(sandbox: Sandbox) -> None:
    assert sandbox.password not in repr(sandbox.account())


@pytest.mark.parametrize("path", ["a@b>\r\nDATA", "senza", "a b@c.example", "<a@b.example>"])
def test_a_malformed_recipient_never_reaches_the_server(sandbox: Sandbox, path: str) -> None:
    account = sandbox.account()
    with pytest.raises(ValueError):
        send(
            account=account,
            message=b"",
            sender=account.address,
            recipient=path,
            on_stage=lambda stage: None,
        )


@contextmanager
def answering(*lines: bytes) -> Iterator[int]:
    """A server that says one prepared line per line received, then hangs up; yields its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as stream:
            for line in lines:
                stream.write(line)
                stream.flush()
                if not stream.readline():
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    thread.join(timeout=5)
    listener.close()


@pytest.mark.parametrize(
    "lines",
    [(b"rumore\r\n",), (b"220 x\r\n", b"250 x\r\n"), (b"220 x\r\n", b"\xff\xfe\r\n"), (b"220 x\r\n",)],
)
def test_a_server_that_talks_nonsense_is_transient(
    attempt: Callable[[str], Attempt], lines: tuple[bytes, ...]
) -> None:
    tried = attempt(COURT)
    with answering(*lines) as port, pytest.raises(Transient):
        tried.send(replace(tried.account, smtp=Server("127.0.0.1", port, Security.NONE)))
