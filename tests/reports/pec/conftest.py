"""A provider in memory: its signed messages without the service around it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from config.pec_sandbox.authority import Identity, certificate_pem, new_authority, new_signer
from config.pec_sandbox.envelopes import Mail, Notice, new_identifier
from reports.pec.message import Attachment, compose
from reports.pec.receipts import Classified, classify
from reports.pec.signature import TrustList

SENDER = "tutela@pec.cooperativa.example"
COURT = "tribmin.milano@pec.giustizia.example"
MESSAGE_ID = "<0123456789abcdef@pec.cooperativa.example>"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8
NOW = datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Post:
    """The provider's signer, the trust list that knows it, and a mail it took."""

    signer: Identity
    trust: TrustList
    mail: Mail

    def classify(self, raw: bytes, now: datetime = NOW) -> Classified:
        return classify(raw, trust=self.trust, now=now)

    def about(self, **changes: object) -> Mail:
        return replace(self.mail, **changes)


def note(tipo: str, **changes: object) -> Notice:
    return replace(Notice(tipo, tipo.upper(), NOW), **changes)


@pytest.fixture(scope="session")
def signer() -> Identity:
    return new_signer(new_authority("Autorità di prova"))


@pytest.fixture(scope="session")
def post(signer: Identity) -> Post:
    raw = compose(
        message_id=MESSAGE_ID,
        sender=SENDER,
        recipient=COURT,
        subject="1234/2026 V.G. - relazione",
        body="Si trasmette la relazione.",
        attachments=[Attachment("relazione.pdf", PDF)],
        date=NOW,
    )
    mail = Mail(
        sender=SENDER,
        recipients=((COURT, "certificato"),),
        subject="1234/2026 V.G. - relazione",
        message_id=MESSAGE_ID,
        receipt_kind="completa",
        identificativo=new_identifier(),
        raw=raw,
        at=NOW,
    )
    return Post(signer, TrustList.from_pem(certificate_pem(signer)), mail)


@pytest.fixture
def delivery() -> Callable[..., Notice]:
    return lambda **changes: note("avvenuta-consegna", **{"consegna": COURT, **changes})
