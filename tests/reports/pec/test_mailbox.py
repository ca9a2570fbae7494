"""Real IMAP against the sandbox: by UID, without touching flags, over every restart of the numbering."""

import imaplib
from collections.abc import Callable
from dataclasses import replace

import pytest

from config.pec_sandbox.store import INBOX, SENT, Store
from reports.pec.account import Account, Security, Server
from reports.pec.mailbox import LoginRefused, Unreachable, fetch_since, search_message_id
from tests.pec import Sandbox
from tests.reports.pec.tls import tls_front

RAW = (
    b"Message-ID: <a%d@pec.cooperativa.example>\r\nSubject: " + b"x" * 200 + b"\r\n\r\n.corpo \xe8  \r\n\r\n"
)


@pytest.fixture
def account(sandbox: Sandbox, new_mailbox: Callable[[], str]) -> Account:
    return sandbox.account(new_mailbox())


def put(sandbox: Sandbox, account: Account, raw: bytes, folder: str = INBOX) -> int:
    store = Store(sandbox.state / "mail.sqlite3")
    return store.append(store.folder(account.address, folder), raw)


def uids(account: Account, uid_validity: int | None = None, last_uid: int = 0) -> list[int]:
    return [item.uid for item in fetch_since(account=account, uid_validity=uid_validity, last_uid=last_uid)]


def test_messages_come_whole_and_in_order(sandbox: Sandbox, account: Account) -> None:
    for number in range(12):
        put(sandbox, account, RAW % number)
    found = list(fetch_since(account=account, uid_validity=None, last_uid=0))
    assert [item.raw for item in found] == [RAW % number for number in range(12)]
    assert [item.uid for item in found] == sorted(item.uid for item in found)


def test_only_what_is_new_comes_again(sandbox: Sandbox, account: Account) -> None:
    assert uids(account) == []
    put(sandbox, account, RAW % 1)
    [first] = fetch_since(account=account, uid_validity=None, last_uid=0)
    assert uids(account, first.uid_validity, first.uid) == []
    second = put(sandbox, account, RAW % 2)
    assert uids(account, first.uid_validity, first.uid) == [second]


def test_read_mail_is_found_and_reading_marks_nothing(sandbox: Sandbox, account: Account) -> None:
    put(sandbox, account, RAW % 1)
    put(sandbox, account, RAW % 2)
    person = imaplib.IMAP4("127.0.0.1", sandbox.imap_port)
    person.login(account.username, account.password)
    person.select("INBOX")
    person.store("1", "+FLAGS", "\\Seen")
    assert len(uids(account)) == 2
    assert person.search(None, "SEEN") == ("OK", [b"1"])
    assert person.search(None, "UNSEEN") == ("OK", [b"2"])
    person.logout()


def test_a_new_numbering_is_read_from_the_start(sandbox: Sandbox, account: Account) -> None:
    put(sandbox, account, RAW % 1)
    [before] = fetch_since(account=account, uid_validity=None, last_uid=0)
    store = Store(sandbox.state / "mail.sqlite3")
    store.renumber(store.folder(account.address, INBOX))
    [after] = fetch_since(account=account, uid_validity=before.uid_validity, last_uid=before.uid)
    assert after.uid_validity != before.uid_validity
    assert after.raw == before.raw


def test_a_deleted_message_leaves_its_number_unused(sandbox: Sandbox, account: Account) -> None:
    gone = put(sandbox, account, RAW % 1)
    store = Store(sandbox.state / "mail.sqlite3")
    store.delete(store.folder(account.address, INBOX), gone)
    assert put(sandbox, account, RAW % 2) == gone + 1
    assert uids(account) == [gone + 1]


def test_our_identifier_is_found_in_inbox_and_sent(sandbox: Sandbox, account: Account) -> None:
    put(sandbox, account, b"X-Riferimento-Message-ID: <mio@pec.cooperativa.example>\r\n\r\n1\r\n")
    put(sandbox, account, b"Message-ID: <altro@pec.cooperativa.example>\r\n\r\n2\r\n")
    put(sandbox, account, b"Message-ID: <mio@pec.cooperativa.example>\r\n\r\n3\r\n", SENT)
    found = search_message_id(account=account, message_id="<mio@pec.cooperativa.example>")
    assert [(item.folder, item.raw[-3:-2]) for item in found] == [("INBOX", b"1"), ("Sent", b"3")]
    assert search_message_id(account=account, message_id="<nessuno@pec.cooperativa.example>") == []


def test_a_refused_login_is_not_a_dead_server(
    sandbox: Sandbox, account: Account, sandbox_faults: Callable[..., None]
) -> None:
    with pytest.raises(LoginRefused):
        uids(replace(account, password="sbagliata"))
    sandbox_faults(imap="login")
    with pytest.raises(LoginRefused):
        search_message_id(account=account, message_id="<x@y.example>")


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_a_dead_server(account: Account, sandbox_faults: Callable[..., None], fault: str) -> None:
    sandbox_faults(imap=fault)
    with pytest.raises(Unreachable):
        list(fetch_since(account=account, uid_validity=None, last_uid=0, timeout=1))


def test_tls_from_the_first_byte(sandbox: Sandbox, account: Account) -> None:
    put(sandbox, account, RAW % 1)
    with tls_front(sandbox, sandbox.imap_port) as port:
        assert uids(replace(account, imap=Server("localhost", port, Security.SSL, sandbox.trust_path)))
        with pytest.raises(Unreachable):
            uids(replace(account, imap=Server("localhost", port, Security.SSL)))


def test_a_host_that_does_not_exist(account: Account) -> None:
    nowhere = replace(account, imap=Server("nessuno.invalid", 993, Security.SSL))
    with pytest.raises(Unreachable):
        list(fetch_since(account=nowhere, uid_validity=None, last_uid=0, timeout=1))
