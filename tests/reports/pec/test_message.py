import email
from datetime import UTC, datetime
from email.policy import SMTP, compat32
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.pec.message import Attachment, CompositionError, compose, new_message_id
from tests.reports.pec.conftest import COURT, MESSAGE_ID, PDF, SENDER

WHEN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FILE = Attachment("relazione-17.pdf", PDF)


def composed(**changes: Any) -> bytes:
    fields: dict[str, Any] = {
        "message_id": MESSAGE_ID,
        "sender": SENDER,
        "recipient": COURT,
        "subject": "1234/2026 V.G. - relazione",
        "body": "Si trasmette.\n.punto iniziale\nperché no",
        "attachments": [FILE],
        "date": WHEN,
    }
    return compose(**{**fields, **changes})


def test_the_message_carries_what_it_was_given() -> None:
    message = email.message_from_bytes(composed(receipt_kind="breve"), policy=SMTP)
    assert message["Message-ID"] == MESSAGE_ID
    assert (message["From"], message["To"]) == (SENDER, COURT)
    assert message["X-TipoRicevuta"] == "breve"
    assert message["Bcc"] is None
    [attachment] = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("relazione-17.pdf", PDF)
    assert message.get_body().get_content().splitlines() == ["Si trasmette.", ".punto iniziale", "perché no"]


def test_the_wire_form_is_crlf_and_seven_bit() -> None:
    raw = composed(subject="Àèìòù " * 30)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) < 998


def test_composing_twice_gives_the_same_bytes() -> None:
    assert composed() == composed()


def test_a_message_that_needs_an_attachment_is_not_made_without() -> None:
    with pytest.raises(CompositionError, match="senza allegato"):
        composed(attachments=[])
    assert b"X-TipoRicevuta" in composed(attachments=[], attachment_required=False)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "ok\r\nBcc: altri@example.com"},
        {"subject": "ok\nX: y"},
        {"subject": "rovesciato \u202egpj.exe"},
        {"subject": "  "},
        {"subject": "x" * 301},
        {"recipient": "a@b.example, c@d.example"},
        {"recipient": "a@b.example>\r\nRCPT TO:<c@d.example"},
        {"recipient": "senza-dominio"},
        {"sender": "à@pec.example"},
        {"message_id": "senza-parentesi@example.it"},
        {"message_id": "<a@b>\r\nX: y"},
        {"attachments": [Attachment("../../etc/passwd", PDF)]},
        {"attachments": [Attachment('x".pdf', PDF)]},
        {"attachments": [Attachment("vuoto.pdf", b"")]},
        {"attachments": [Attachment("finto.pdf", b"<html>")]},
        {"attachments": [Attachment("x.pdf", PDF, "application/pdf; x=y")]},
        {"date": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"receipt_kind": "inventata"},
    ],
)
def test_what_could_break_the_message_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        composed(**changes)


@given(st.text(min_size=1, max_size=120))
def test_a_subject_never_adds_a_header(subject: str) -> None:
    try:
        raw = composed(subject=subject)
    except CompositionError:
        return
    head = email.message_from_bytes(raw, policy=compat32)
    assert head.keys() == email.message_from_bytes(composed(), policy=compat32).keys()


def test_identifiers_are_distinct_and_keep_their_form_on_the_wire() -> None:
    domain = "pec." + "molto-lungo." * 6 + "example"
    first, second = new_message_id(domain), new_message_id(domain)
    assert first != second
    assert f"Message-ID: {first}\r\n".encode() in composed(message_id=first)
    with pytest.raises(CompositionError):
        new_message_id("a b")
