"""Every kind of message reaches its classification; whatever is forged or broken reaches quarantine."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.pec_sandbox.authority import SIGNER_ADDRESS, Identity, certificate_pem, new_authority, new_signer
from config.pec_sandbox.envelopes import (
    Notice,
    anomaly_envelope,
    daticert,
    mixed,
    notice,
    sign,
    transport_envelope,
)
from config.pec_sandbox.hostile import FORGERIES
from reports.pec.kinds import Kind, Verdict
from reports.pec.receipts import classify
from reports.pec.signature import TrustList
from reports.pec.states import DispatchState
from tests.reports.pec.conftest import COURT, NOW, SENDER, Post, note

KINDS = [
    (note("accettazione"), Kind.ACCETTAZIONE, DispatchState.ACCETTATA),
    (note("non-accettazione", errore="altro"), Kind.NON_ACCETTAZIONE, DispatchState.RIFIUTATA),
    (note("non-accettazione", errore="virus"), Kind.NON_ACCETTAZIONE, DispatchState.RIFIUTATA),
    (note("presa-in-carico"), Kind.PRESA_IN_CARICO, None),
    (note("avvenuta-consegna", consegna=COURT), Kind.AVVENUTA_CONSEGNA, DispatchState.CONSEGNATA),
    (note("errore-consegna", errore="no-dest"), Kind.ERRORE_CONSEGNA, DispatchState.NON_CONSEGNATA),
    (note("errore-consegna", errore="virus"), Kind.ERRORE_CONSEGNA, DispatchState.NON_CONSEGNATA),
    (note("preavviso-errore-consegna", errore="altro"), Kind.PREAVVISO, None),
    (note("rilevazione-virus", errore="virus"), Kind.RILEVAZIONE_VIRUS, None),
]


def as_lf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(("item", "kind", "state"), KINDS)
@pytest.mark.parametrize("form", [bytes, as_lf])
def test_every_kind(
    post: Post, item: Notice, kind: Kind, state: DispatchState | None, form: Callable[[bytes], bytes]
) -> None:
    found = post.classify(form(notice(post.mail, item, post.signer)))
    assert (found.verdict, found.kind, found.state, found.quarantine) == (Verdict.VALID, kind, state, False)
    assert found.reference == post.mail.message_id.strip("<>")
    assert found.reason


@pytest.mark.parametrize("receipt_kind", ["completa", "breve", "sintetica"])
@pytest.mark.parametrize("form", [bytes, as_lf])
def test_the_three_delivery_receipts(
    post: Post, delivery: Callable[..., Notice], receipt_kind: str, form: Callable[[bytes], bytes]
) -> None:
    raw = notice(post.about(receipt_kind=receipt_kind), delivery(), post.signer)
    found = post.classify(form(raw))
    assert found.state is DispatchState.CONSEGNATA
    assert found.daticert is not None
    assert found.daticert.ricevuta == receipt_kind
    assert (b"postacert.eml" in raw) == (receipt_kind != "sintetica")
    assert (b"relazione.pdf.hash" in raw) == (receipt_kind == "breve")


@pytest.mark.parametrize("form", [bytes, as_lf])
def test_incoming_messages(post: Post, form: Callable[[bytes], bytes]) -> None:
    certified = post.classify(form(transport_envelope(post.mail, COURT, post.signer)))
    ordinary = post.classify(
        form(anomaly_envelope(b"Subject: x\r\n\r\ny\r\n", "a@b.example", SENDER, NOW, post.signer))
    )
    assert (certified.kind, certified.state, certified.quarantine) == (Kind.BUSTA, None, False)
    assert (ordinary.kind, ordinary.state, ordinary.quarantine) == (Kind.ANOMALIA, None, False)
    assert ordinary.daticert is None


def test_certification_data(post: Post, delivery: Callable[..., Notice]) -> None:
    data = post.classify(notice(post.mail, delivery(errore_esteso="<5.1.1> & più"), post.signer)).daticert
    assert data is not None
    assert (data.mittente, data.consegna, data.msgid) == (SENDER, COURT, post.mail.message_id.strip("<>"))
    assert [(item.address, item.certified) for item in data.destinatari] == [(COURT, True)]
    assert data.identificativo == post.mail.identificativo
    assert data.errore_esteso == "<5.1.1> & più"
    assert data.date == NOW
    assert data.date.utcoffset() == timedelta(hours=1)


def test_summer_time_is_kept(post: Post) -> None:
    july = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    data = post.classify(notice(post.mail, note("accettazione", at=july), post.signer)).daticert
    assert data is not None
    assert data.date.isoformat() == "2026-07-02T00:30:00+02:00"


@pytest.mark.parametrize("name", sorted(FORGERIES))
@pytest.mark.parametrize("form", [bytes, as_lf])
def test_forgeries_change_nothing(
    post: Post, delivery: Callable[..., Notice], name: str, form: Callable[[bytes], bytes]
) -> None:
    found = post.classify(form(FORGERIES[name](post.mail, delivery(), post.signer)))
    assert found.quarantine
    assert found.state is None
    assert found.reason


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("non-firmata", Verdict.UNSIGNED),
        ("annidata", Verdict.UNSIGNED),
        ("altra-ca", Verdict.UNTRUSTED),
        ("altro-mittente", Verdict.UNTRUSTED),
        ("alterata", Verdict.ALTERED),
        ("troncata", Verdict.MALFORMED),
        ("doppio-daticert", Verdict.MALFORMED),
        ("xxe", Verdict.MALFORMED),
        ("tipo-ignoto", Verdict.VALID),
    ],
)
def test_forgeries_are_told_apart(
    post: Post, delivery: Callable[..., Notice], name: str, verdict: Verdict
) -> None:
    assert post.classify(FORGERIES[name](post.mail, delivery(), post.signer)).verdict is verdict


def test_every_changed_byte_of_the_certification_data_is_noticed(post: Post) -> None:
    raw = notice(post.mail, note("accettazione"), post.signer)
    start = raw.index(b'filename="daticert.xml"') + 27
    for position in range(start, start + 400, 7):
        changed = raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :]
        assert post.classify(changed).quarantine


def test_a_certificate_counts_at_the_time_of_the_receipt(post: Post, signer: Identity) -> None:
    authority = new_authority("Autorità con scadenza")
    expired = new_signer(authority, valid_to=NOW - timedelta(days=1))
    trust = TrustList.from_pem(certificate_pem(expired))
    before = notice(post.mail, note("accettazione", at=NOW - timedelta(days=2)), expired)
    after = notice(post.mail, note("accettazione"), expired)
    assert classify(before, trust=trust, now=NOW + timedelta(days=3000)).verdict is Verdict.VALID
    assert classify(after, trust=trust, now=NOW).verdict is Verdict.UNTRUSTED


def test_a_receipt_from_the_future_is_not_believed(post: Post) -> None:
    raw = notice(post.mail, note("accettazione"), post.signer)
    assert post.classify(raw, NOW - timedelta(days=1)).state is DispatchState.ACCETTATA
    assert post.classify(raw, NOW - timedelta(days=3)).quarantine


def test_headers_in_other_spellings_do_no_harm(post: Post) -> None:
    raw = notice(post.mail, note("accettazione"), post.signer).replace(b"X-Ricevuta", b"x-ricevuta", 1)
    assert post.classify(b"X-REM-Subject: altro\r\n" + raw).state is DispatchState.ACCETTATA


def test_a_preamble_before_the_signed_part_is_ignored(post: Post) -> None:
    text = b"\r\n\r\nThis is an S/MIME signed message\r\n\r\n"
    raw = notice(post.mail, note("accettazione"), post.signer).replace(b"\r\n\r\n", text, 1)
    assert post.classify(raw).state is DispatchState.ACCETTATA


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"\n\n", b"Content-Type: multipart/signed\r\n\r\n", b"\xff\x00" * 99]
)
def test_rubbish_is_quarantined(post: Post, raw: bytes) -> None:
    assert post.classify(raw).quarantine


def test_parts_nested_without_end_are_quarantined(post: Post) -> None:
    inner = b"x"
    for depth in range(3000):
        inner = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n%s' % (depth, depth, inner)
    raw = b'Content-Type: multipart/signed; boundary="s"\r\n\r\n--s\r\n' + inner
    assert post.classify(raw).quarantine


@settings(max_examples=150)
@given(st.data())
def test_damage_never_raises_and_never_changes_what_is_believed(post: Post, data: st.DataObject) -> None:
    genuine = _genuine(post)
    raw = bytearray(genuine)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw) - 1))
        raw[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    found = post.classify(bytes(raw))
    # Damage to the unsigned headers may go unnoticed; then everything believed is still what was signed.
    assert found.quarantine or found.daticert == post.classify(genuine).daticert


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_signature_never_raises(post: Post, data: st.DataObject) -> None:
    def damaged(signature: bytes) -> bytes:
        der = bytearray(signature)
        for _ in range(data.draw(st.integers(1, 3))):
            der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
        return bytes(der)

    found = post.classify(_signed_otherwise(_genuine(post), damaged))
    assert found.quarantine or found.kind is Kind.ACCETTAZIONE


def test_a_key_said_to_be_of_another_kind_is_quarantined(post: Post) -> None:
    """rsaEncryption read as id-RSASSA-PSS (RFC 8017): the library asserts that it finds its parameters."""
    rsa, pss = bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("06092a864886f70d01010a")
    changed = _signed_otherwise(_genuine(post), lambda signature: signature.replace(rsa, pss, 1))
    assert post.classify(changed).quarantine


def _signed_otherwise(raw: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same message with another signature beside it."""
    head, mark, tail = raw.rpartition(b'filename="smime.p7s"\r\n\r\n')
    encoded, _, end = tail.partition(b"\r\n\r\n--")
    signature = base64.encodebytes(change(base64.b64decode(encoded))).replace(b"\n", b"\r\n")
    return head + mark + signature + b"\r\n--" + end


@settings(max_examples=100)
@given(st.binary(max_size=2000))
def test_any_bytes_are_quarantined(post: Post, raw: bytes) -> None:
    assert post.classify(raw).quarantine
    head = b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n"
    assert post.classify(head + raw + b"\r\n--b\r\n" + raw + b"\r\n--b--").quarantine


@cache
def _genuine(post: Post) -> bytes:
    return notice(post.mail, note("accettazione"), post.signer)


@pytest.mark.parametrize(
    "change",
    [
        (b"<dati>", b"<altro>"),
        (b"<postacert", b"<busta"),
        (b"<dati>", b"<dati></dati><dati>"),
        (b"</msgid>", b"</msgid><msgid>&lt;altro@pec.example&gt;</msgid>"),
        (b"</consegna>", b"</consegna><consegna>altri@pec.example</consegna>"),
        (b"<giorno>23/11/2026", b"<giorno>31/02/2026"),
        (b"<giorno>23/11/2026", b"<giorno>01/01/0001"),
        (b"<data ", b"<quando "),
        (b'encoding="UTF-8"', b'encoding="UTF-99"'),
        (b"</dati>", b"<x>" + b"y" * 1_100_000 + b"</x></dati>"),
    ],
)
def test_incomplete_or_ambiguous_data_are_not_believed(
    post: Post, delivery: Callable[..., Notice], change: tuple[bytes, bytes]
) -> None:
    document = daticert(post.mail, delivery())
    assert change[0] in document
    changed = document.replace(change[0], change[1], 1).replace(
        b"</dati>", b"</altro>", change[1] == b"<altro>"
    )
    part = b'Content-Type: application/xml; name="daticert.xml"\r\n\r\n' + changed
    headers = [("X-Ricevuta", "avvenuta-consegna"), ("From", f"x <{SIGNER_ADDRESS}>")]
    found = post.classify(sign(headers, mixed([part]), post.signer))
    assert (found.verdict is Verdict.VALID, found.state, found.quarantine) == (False, None, True)


@pytest.mark.parametrize("zone", ["+0100", "+01:00", "", "CET"])
def test_a_missing_time_zone_is_rome(post: Post, zone: str) -> None:
    document = daticert(post.mail, note("accettazione")).replace(b'zona="+0100"', f'zona="{zone}"'.encode())
    part = b'Content-Type: application/xml; name="DatiCert.xml"\r\n\r\n' + document
    raw = sign([("From", SIGNER_ADDRESS)], mixed([part]), post.signer)
    data = post.classify(raw).daticert
    assert data is not None
    assert data.date == NOW


def test_a_trust_list_needs_a_certificate() -> None:
    with pytest.raises(ValueError):
        TrustList.from_pem(b"")
