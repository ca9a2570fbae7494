"""The sandbox as a process: every outcome over real SMTP and IMAP, and nothing lost by a kill."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.pec.account import Account
from reports.pec.kinds import Kind
from reports.pec.mailbox import fetch_since
from reports.pec.matching import Expected, next_state
from reports.pec.message import Attachment, compose, new_message_id
from reports.pec.receipts import Classified, classify
from reports.pec.states import DispatchState
from reports.pec.transport import Accepted, send
from tests.pec import COURT, Sandbox, start_sandbox, stop_sandbox

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


def dispatch(account: Account, recipient: str, receipt_kind: str = "completa") -> tuple[str, Accepted]:
    message_id = new_message_id("pec.cooperativa.example")
    message = compose(
        message_id=message_id,
        sender=account.address,
        recipient=recipient,
        subject="1234/2026 V.G. - città è perché",
        body="Si trasmette la relazione.",
        attachments=[Attachment("relazione.pdf", PDF)],
        receipt_kind=receipt_kind,
        date=datetime.now(UTC),
    )
    return message_id, send(
        account=account,
        message=message,
        sender=account.address,
        recipient=recipient,
        on_stage=lambda stage: None,
    )


def received(sandbox: Sandbox, account: Account) -> list[Classified]:
    found = fetch_since(account=account, uid_validity=None, last_uid=0)
    return [classify(item.raw, trust=sandbox.trust, now=datetime.now(UTC)) for item in found]


A, C = Kind.ACCETTAZIONE, Kind.AVVENUTA_CONSEGNA
OUTCOMES = [
    ("tribmin.milano", [A, C], DispatchState.CONSEGNATA),
    ("non-accettazione", [Kind.NON_ACCETTAZIONE], DispatchState.RIFIUTATA),
    ("virus", [Kind.NON_ACCETTAZIONE], DispatchState.RIFIUTATA),
    ("inesistente", [A, Kind.ERRORE_CONSEGNA], DispatchState.NON_CONSEGNATA),
    ("dominio-inesistente", [A, Kind.ERRORE_CONSEGNA], DispatchState.NON_CONSEGNATA),
    ("casella-piena", [A, Kind.ERRORE_CONSEGNA], DispatchState.NON_CONSEGNATA),
    ("virus-consegna", [A, Kind.ERRORE_CONSEGNA], DispatchState.NON_CONSEGNATA),
    ("scaduto", [A, Kind.ERRORE_CONSEGNA], DispatchState.NON_CONSEGNATA),
    ("preavviso", [A, Kind.PREAVVISO], DispatchState.ACCETTATA),
    ("preavviso24", [A, Kind.PREAVVISO, Kind.PREAVVISO], DispatchState.NON_CONSEGNATA),
    ("preavviso-consegna", [A, Kind.PREAVVISO, Kind.PREAVVISO, C], DispatchState.CONSEGNATA),
    ("muto", [], DispatchState.INVIATA),
    ("doppia", [A, C, A, C], DispatchState.CONSEGNATA),
    ("disordine", [C, A], DispatchState.CONSEGNATA),
    ("senza-msgid", [A, C], DispatchState.INVIATA),
    ("presa-in-carico", [A, C, Kind.PRESA_IN_CARICO], DispatchState.CONSEGNATA),
    ("rilevazione-virus", [A, C, Kind.RILEVAZIONE_VIRUS], DispatchState.CONSEGNATA),
    ("anomalia", [A, C, Kind.ANOMALIA], DispatchState.CONSEGNATA),
    ("ostile-altra-ca", [A, Kind.SCONOSCIUTO], DispatchState.ACCETTATA),
    ("ostile-alterata", [A, Kind.SCONOSCIUTO], DispatchState.ACCETTATA),
    ("ostile-doppio-daticert", [A, Kind.SCONOSCIUTO], DispatchState.ACCETTATA),
]


@pytest.mark.parametrize(("tag", "kinds", "state"), OUTCOMES)
def test_each_address_has_its_outcome(
    sandbox: Sandbox, new_mailbox: Callable[[], str], tag: str, kinds: list[Kind], state: DispatchState
) -> None:
    account, recipient = sandbox.account(new_mailbox()), f"{tag}@pec.giustizia.example"
    sent_at = datetime.now(UTC)
    message_id, _ = dispatch(account, recipient)
    found = received(sandbox, account)
    assert [item.kind for item in found] == kinds
    end = DispatchState.INVIATA
    expected = Expected(message_id, account.address, recipient)
    for item in found:
        end = next_state(end, item, expected=expected, sent_at=sent_at)
    assert end is state


def test_the_court_receives_the_very_pdf(sandbox: Sandbox, new_mailbox: Callable[[], str]) -> None:
    account, court = (
        sandbox.account(new_mailbox()),
        f"tribmin.{new_mailbox().split('@')[0]}@pec.giustizia.example",
    )
    dispatch(account, court)
    [letter] = sandbox.letters(court)
    assert letter.kind == "posta-certificata"
    assert letter.subject == "POSTA CERTIFICATA: 1234/2026 V.G. - città è perché"
    assert [(pdf.filename, pdf.content) for pdf in letter.pdfs] == [("relazione.pdf", PDF)]


def test_a_tagged_address_reaches_the_mailbox_itself(
    sandbox: Sandbox, new_mailbox: Callable[[], str]
) -> None:
    account, box = sandbox.account(new_mailbox()), new_mailbox()
    dispatch(account, box.replace("@", "+disordine@"))
    assert [letter.kind for letter in sandbox.letters(box)] == ["posta-certificata"]


@pytest.mark.parametrize("kind", ["completa", "breve", "sintetica"])
def test_the_delivery_receipt_is_the_one_asked_for(
    sandbox: Sandbox, new_mailbox: Callable[[], str], kind: str
) -> None:
    account = sandbox.account(new_mailbox())
    dispatch(account, COURT, kind)
    receipt = sandbox.letters(account.address)[-1]
    assert [pdf.content for pdf in receipt.pdfs] == ([PDF] if kind == "completa" else [])
    assert (b"relazione.pdf.hash" in receipt.raw) == (kind == "breve")


def test_the_breve_receipt_proves_by_hash(sandbox: Sandbox, new_mailbox: Callable[[], str]) -> None:
    account, court = sandbox.account(new_mailbox()), new_mailbox()
    dispatch(account, court, "breve")
    envelope, receipt = sandbox.letters(court)[0].raw, sandbox.letters(account.address)[-1].raw
    encoded = (
        envelope.partition(b'filename="relazione.pdf"')[2].partition(b"\r\n\r\n")[2].partition(b"\r\n--=_")[0]
    )
    digest = hashlib.sha1(encoded, usedforsecurity=False).hexdigest().encode()
    assert digest in receipt


def test_late_receipts_come_late(sandbox: Sandbox, new_mailbox: Callable[[], str]) -> None:
    account = sandbox.account(new_mailbox())
    dispatch(account, "ritardo@pec.giustizia.example")
    assert [item.kind for item in received(sandbox, account)] == [A]
    sandbox.wait_for(lambda: [item.kind for item in received(sandbox, account)] == [A, C])


def test_ordinary_mail_is_accepted_but_never_certified(
    sandbox: Sandbox, new_mailbox: Callable[[], str]
) -> None:
    account = sandbox.account(new_mailbox())
    dispatch(account, "ufficio@comune.example")
    [receipt] = received(sandbox, account)
    assert receipt.daticert is not None
    assert [item.certified for item in receipt.daticert.destinatari] == [False]


def test_nothing_leaves_the_sandbox(sandbox: Sandbox, new_mailbox: Callable[[], str]) -> None:
    account = sandbox.account(new_mailbox())
    with pytest.raises(Exception, match="rcpt: 550"):
        dispatch(account, "qualcuno@giustizia.it")


def test_everything_survives_a_kill(tmp_path: Path) -> None:
    first = start_sandbox(tmp_path, "--delay", "0.5")
    message_id, _ = dispatch(first.account(), "tribmin.milano+ritardo@pec.giustizia.example")
    trusted = first.trust_path.read_bytes()
    before = [(item.uid_validity, item.uid, item.raw) for item in _all(first)]
    first.process.kill()
    first.process.communicate()
    second = start_sandbox(tmp_path, "--delay", "0.5")
    try:
        second.wait_for(lambda: len(_all(second)) == 2)
        after = [(item.uid_validity, item.uid, item.raw) for item in _all(second)]
        assert after[:1] == before
        assert [item.message_id for item in second.submissions()] == [message_id]
        assert second.trust_path.read_bytes() == trusted
        assert [c.verdict.value for c in received(second, second.account())] == ["valid", "valid"]
    finally:
        stop_sandbox(second)


def test_it_stops_cleanly_when_told_to(tmp_path: Path) -> None:
    running = start_sandbox(tmp_path)
    stop_sandbox(running)
    assert running.process.returncode == 0
    accounts = json.loads((tmp_path / "accounts.json").read_text())["accounts"]
    assert COURT in [item["address"] for item in accounts]
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def _all(sandbox: Sandbox):
    return list(fetch_since(account=sandbox.account(), uid_validity=None, last_uid=0))
