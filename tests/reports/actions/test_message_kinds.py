"""Every kind of message of safety §7, as the sandbox writes it: the same end in any order, twice, with CRLF and LF.

Each receipt is read once with the line ends of the wire and once with those of a mail program, so that twice is
never the same bytes; what is forged changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from django.db import transaction
from django.utils import timezone

from config.pec_sandbox.envelopes import Mail, new_identifier
from config.pec_sandbox.hostile import FORGERIES
from config.pec_sandbox.outcomes import Provider
from config.pec_sandbox.store import INBOX
from config.rehearsal.rows import Outbox
from reports.actions.receipts import keep
from reports.models import Dispatch
from reports.pec.mailbox import Fetched
from reports.pec.message import Attachment, compose
from reports.pec.signature import TrustList
from tests.factories.reports import outlines_of_the_product, provider
from tests.reports.actions.delivering import PDF, told

pytestmark = pytest.mark.django_db
# Outcome of the sandbox (the recipient's tag) → the messages our mailbox gets, the state they prove, the alarms.
KINDS = {
    "tribunale": (2, "consegnata", set()),
    "non-accettazione": (1, "rifiutata", {"refused"}),
    "virus": (1, "rifiutata", {"refused"}),
    "inesistente": (2, "non_consegnata", {"not_delivered"}),
    "dominio-inesistente": (2, "non_consegnata", {"not_delivered"}),
    "casella-piena": (2, "non_consegnata", {"not_delivered"}),
    "virus-consegna": (2, "non_consegnata", {"not_delivered"}),
    "scaduto": (2, "non_consegnata", {"not_delivered"}),
    "preavviso": (2, "accettata", {"late"}),
    "preavviso24": (3, "non_consegnata", {"not_delivered"}),
    "preavviso-consegna": (4, "consegnata", set()),
    "muto": (0, "inviata", set()),
    "doppia": (4, "consegnata", set()),
    "disordine": (2, "consegnata", set()),
    "senza-msgid": (2, "inviata", set()),
    "presa-in-carico": (3, "consegnata", set()),
    "rilevazione-virus": (3, "consegnata", set()),
    "anomalia": (3, "consegnata", set()),
    "contenuto-diverso": (2, "consegnata", {"content_differs"}),
}
# What each forgery is, in the order of the handbook's list.
HOSTILE = {
    "unsigned": "non-firmata",
    "wrong CA": "altra-ca",
    "altered": "alterata",
    "altered header": "intestazione",
    "nested": "annidata",
    "nested in a signed message": "annidata-firmata",
    "XXE": "xxe",
    "entity bomb": "bomba",
    "two daticert": "doppio-daticert",
    "truncated": "troncata",
    "other sender": "altro-mittente",
    "unknown kind": "tipo-ignoto",
}


class Mailroom:
    """Messages that have left, and the provider's answers to them read in whatever order."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        signer, trust = provider()
        self.provider, self.trust = Provider(signer, delay=0), TrustList.from_pem(trust.encode())

    def send(self, tag: str, receipt_kind: str = "completa") -> tuple[Dispatch, Mail]:
        """A dispatch for this address that has left, and the mail as the provider took it."""
        [row] = self.outbox.fill([tag])
        raw = compose(
            message_id=row.message_id,
            sender=row.box.address,
            recipient=row.recipient,
            subject=row.subject,
            body="Si trasmette.",
            attachments=[Attachment("relazione.pdf", PDF)],
            receipt_kind=receipt_kind,
            date=row.queued_at,
        )
        now = timezone.now()
        Dispatch.objects.filter(pk=row.pk).update(state="inviata", sent_at=now, message=raw)
        return row, Mail(
            sender=row.box.address,
            recipients=((row.recipient, "certificato"),),
            subject=row.subject,
            message_id=row.message_id,
            receipt_kind=receipt_kind,
            identificativo=new_identifier(),
            raw=raw,
            at=now,
        )

    def answers(self, mail: Mail) -> list[bytes]:
        """What the sandbox puts into the sender's mailbox when it takes this mail."""
        postings = self.provider.follow_up(mail)
        return [row.raw for row in postings if (row.address, row.folder) == (mail.sender, INBOX)]

    def read(self, dispatch: Dispatch, raws: Sequence[bytes]) -> tuple[str, set[str]]:
        """Where the dispatch stands, and what is told, after these messages were read; then all is undone."""
        with transaction.atomic():
            for uid, raw in enumerate(raws, start=1):
                keep(self.outbox.mailbox, Fetched(uid, raw, 7), self.trust)
            dispatch.refresh_from_db()
            found = dispatch.state, told(dispatch)
            transaction.set_rollback(True)
        return found


def as_lf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")


def orders(raws: list[bytes]) -> list[tuple[bytes, ...]]:
    """Every order; of four messages every rotation, forwards and backwards (all 24 stand in pec/test_matching)."""
    if len(raws) < 4:
        return list(permutations(raws))
    turns = [tuple(raws[n:] + raws[:n]) for n in range(len(raws))]
    return turns + [turn[::-1] for turn in turns]


@pytest.fixture
def mailroom(db) -> Mailroom:
    outlines_of_the_product()
    return Mailroom(Outbox.at(smtp_port=1, imap_port=1, trust=""))


def test_every_kind_has_one_end_in_any_order_twice_and_with_any_line_ends(mailroom):
    for tag, (letters, state, alarms) in KINDS.items():
        dispatch, mail = mailroom.send(tag)
        raws = mailroom.answers(mail)
        assert len(raws) == letters, tag
        for order in orders(raws):
            again = [as_lf(raw) for raw in reversed(order)]
            assert mailroom.read(dispatch, [*order, *again]) == (state, alarms), tag


@pytest.mark.parametrize("receipt_kind", ["completa", "breve", "sintetica"])
def test_a_receipt_that_gives_something_else_back_is_told(mailroom, receipt_kind):
    """completa by its bytes, breve by its hashes; sintetica gives nothing back that could be compared."""
    differs = set() if receipt_kind == "sintetica" else {"content_differs"}
    for tag, alarms in {"tribunale": set(), "contenuto-diverso": differs}.items():
        dispatch, mail = mailroom.send(tag, receipt_kind)
        for form in (bytes, as_lf):
            raws = [form(raw) for raw in mailroom.answers(mail)]
            assert mailroom.read(dispatch, raws) == ("consegnata", alarms), (tag, form)


def test_hostile_messages_change_nothing(mailroom):
    """Before, between and after what is genuine: kept, told, and of no effect."""
    assert set(HOSTILE.values()) == set(FORGERIES)
    for words, name in HOSTILE.items():
        dispatch, mail = mailroom.send(f"ostile-{name}")
        accepted, forged = mailroom.answers(mail)
        for form in (bytes, as_lf):
            assert mailroom.read(dispatch, [form(forged)] * 2) == ("inviata", {"quarantine"}), words
            between = [form(forged), accepted, forged]
            assert mailroom.read(dispatch, between) == ("accettata", {"quarantine"}), words


def test_messages_about_somebody_else_change_nothing(mailroom):
    """Genuine receipts of another message, of another sender's mailbox, or for another recipient."""
    dispatch, mail = mailroom.send("tribunale")
    genuine = mailroom.answers(mail)
    others = {
        "message": replace(mail, message_id="<altro@pec.cooperativa.example>"),
        "sender": replace(mail, sender="altri@pec.cooperativa.example"),
        "recipient": replace(mail, recipients=(("altri@pec.giustizia.example", "certificato"),)),
    }
    for words, other in others.items():
        strange = mailroom.answers(other)
        assert mailroom.read(dispatch, strange)[0] == "inviata", words
        assert mailroom.read(dispatch, [*strange, *genuine])[0] == "consegnata", words
