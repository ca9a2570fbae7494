"""Reading the certified mailbox and letting each receipt prove what it proves. Bytes are kept as they came."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from reports.actions.alarms import close_alarms, raise_alarm, readable
from reports.actions.fulfilment import delivered, in_words
from reports.actions.incoming import examine_new, receive
from reports.actions.outbox import note_step
from reports.actions.sending import suspend_mailbox
from reports.enums import AlarmKind, MailboxState
from reports.mailboxes import account_of, trust_of
from reports.models import Dispatch, Mailbox, Receipt
from reports.pec.account import Account
from reports.pec.content import enclosed, same_content, same_hashes
from reports.pec.daticert import bare_id
from reports.pec.kinds import RECEIPTS, Kind, Verdict
from reports.pec.mailbox import Fetched, LoginRefused, Unreachable, fetch_since
from reports.pec.matching import Expected, is_overdue, mismatch, next_state, taken_at
from reports.pec.message import ReceiptKind
from reports.pec.receipts import Classified, classify
from reports.pec.signature import TrustList
from reports.pec.states import DispatchState, advance

logger = logging.getLogger("bandolo.receipts")
D = DispatchState
PROVED_BAD = {D.RIFIUTATA: AlarmKind.REFUSED, D.NON_CONSEGNATA: AlarmKind.NOT_DELIVERED}
FINAL = (D.CONSEGNATA, D.NON_CONSEGNATA)
# Whatever the provider proved, these questions are answered.
ANSWERED = [AlarmKind.UNCERTAIN, AlarmKind.NOT_ACCEPTED, AlarmKind.UNREACHABLE]
# What a delivery receipt gives back, and how that is held against what was sent; `sintetica` gives nothing.
COMPARED: dict[str, Callable[[bytes, Message], bool]] = {
    ReceiptKind.COMPLETA: same_content,
    ReceiptKind.BREVE: same_hashes,
}
# Told to people after so long without an answer (safety §6.24).
SILENCE = timedelta(minutes=15)
# What applying one message may raise for good; trouble with the database itself goes up and is tried again.
POISON = (ValidationError, ValueError, TypeError, LookupError, DataError, IntegrityError)


def mailboxes_to_read() -> list[int]:
    """Mailboxes in use."""
    return list(Mailbox.objects.filter(state=MailboxState.ATTIVA).values_list("pk", flat=True))


def read_mailbox(*, mailbox_id: int) -> int:
    """Read what is new in one mailbox, one transaction per message; returns how many were new.

    By UID, never by the unread flag: a person may have opened the mail. Safe to run twice at once. Without
    usable servers and trust list nothing is read at all: a receipt is judged once, when it is taken in.
    """
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    if mailbox.state != MailboxState.ATTIVA:
        return 0
    try:
        account, trust = account_of(mailbox), trust_of(mailbox)
    except ValueError as error:
        raise_alarm(kind=AlarmKind.MISCONFIGURED, mailbox=mailbox, note=str(error))
        return 0
    return _read(mailbox, account, trust)


def _read(mailbox: Mailbox, account: Account, trust: TrustList) -> int:
    started = timezone.now()
    count = 0
    try:
        for fetched in fetch_since(
            account=account, uid_validity=mailbox.uid_validity or None, last_uid=mailbox.last_uid
        ):
            count += _take_in_or_set_aside(mailbox, fetched, trust)
    except LoginRefused as error:
        suspend_mailbox(mailbox=mailbox, error=str(error))
        return count
    except Unreachable as error:
        _unreachable(mailbox, str(error))
        return count
    Mailbox.objects.filter(pk=mailbox.pk).update(last_read_at=started, unreachable_since=None)
    close_alarms(kinds=[AlarmKind.UNREACHABLE, AlarmKind.MISCONFIGURED], mailbox=mailbox)
    examine_new()
    return count


def _take_in_or_set_aside(mailbox: Mailbox, fetched: Fetched, trust: TrustList) -> bool:
    """One message that cannot be handled must not keep the next ones from being read."""
    try:
        return take_in(mailbox_id=mailbox.pk, fetched=fetched, trust=trust)
    except POISON as error:
        logger.exception("receipt set aside", extra={"mailbox": mailbox.pk, "uid": fetched.uid})
        return _set_aside(mailbox.pk, fetched, type(error).__name__)


def _unreachable(mailbox: Mailbox, error: str) -> None:
    """Told after a quarter of an hour; the next reading catches up by UID."""
    now = timezone.now()
    Mailbox.objects.filter(pk=mailbox.pk, unreachable_since=None).update(unreachable_since=now)
    if now - (mailbox.unreachable_since or now) >= SILENCE:
        raise_alarm(kind=AlarmKind.UNREACHABLE, mailbox=mailbox, note=error)


@transaction.atomic(durable=True)
def take_in(*, mailbox_id: int, fetched: Fetched, trust: TrustList) -> bool:
    """Keep one message and apply what it proves; False when it is known already."""
    mailbox = _locked(mailbox_id)
    # After a new UIDVALIDITY the same bytes come again under another number.
    known = Receipt.objects.filter(mailbox=mailbox, sha256=_digest(fetched)).exists()
    if not known:
        keep(mailbox, fetched, trust)
    _advance(mailbox, fetched)
    return not known


@transaction.atomic(durable=True)
def _set_aside(mailbox_id: int, fetched: Fetched, error: str) -> bool:
    mailbox = _locked(mailbox_id)
    receipt = Receipt.objects.create(
        mailbox=mailbox,
        uid_validity=fetched.uid_validity,
        uid=fetched.uid,
        kind=Kind.SCONOSCIUTO.value,
        verdict=Verdict.MALFORMED.value,
        quarantined=True,
        reason=f"Il messaggio non si è potuto elaborare ({error}).",
        raw=fetched.raw,
        sha256=_digest(fetched),
        read_at=timezone.now(),
    )
    _advance(mailbox, fetched)
    _quarantine(receipt)
    return True


def _locked(mailbox_id: int) -> Mailbox:
    """One reader of a mailbox at a time; who only refers to it (outbox, alarms) need not wait."""
    return Mailbox.objects.select_for_update(no_key=True).get(pk=mailbox_id)


def _advance(mailbox: Mailbox, fetched: Fetched) -> None:
    """Never back: a second reader that started earlier is behind the first."""
    if mailbox.uid_validity == fetched.uid_validity and mailbox.last_uid >= fetched.uid:
        return
    mailbox.uid_validity, mailbox.last_uid = fetched.uid_validity, fetched.uid
    mailbox.save(update_fields=["uid_validity", "last_uid"])


def _digest(fetched: Fetched) -> str:
    return hashlib.sha256(fetched.raw).hexdigest()


def _quarantine(receipt: Receipt) -> None:
    note = f"Messaggio n. {receipt.pk}: {receipt.reason}"
    raise_alarm(kind=AlarmKind.QUARANTINE, mailbox=receipt.mailbox, note=note)


@dataclass(frozen=True)
class Judged:
    """What one message is and which dispatch it speaks of; `doubt` says why it is not about that dispatch."""

    found: Classified
    dispatch: Dispatch | None
    doubt: str

    @property
    def doubtful(self) -> bool:
        return self.found.quarantine or bool(self.doubt)

    @property
    def reason(self) -> str:
        return readable(self.doubt or self.found.reason)

    def write_on(self, receipt: Receipt) -> None:
        """Put the judgement on the row; whoever calls saves it."""
        data = self.found.daticert
        receipt.dispatch = None if self.doubt else self.dispatch
        receipt.kind, receipt.verdict = self.found.kind.value, self.found.verdict.value
        receipt.quarantined = self.doubtful
        receipt.identificativo = data.identificativo[:200] if data else ""
        receipt.certified_at = data.date if data else None
        receipt.reason = self.reason


def judge(mailbox: Mailbox, raw: bytes, trust: TrustList) -> Judged:
    """Decide what a message is, and lock the dispatch it names."""
    found = classify(raw, trust=trust, now=timezone.now())
    dispatch = _dispatch_of(mailbox, found)
    doubt = mismatch(found, _expected(dispatch)) if dispatch else None
    return Judged(found, dispatch, doubt or "")


def settle(receipt: Receipt, judged: Judged) -> None:
    """Let a kept message have its effects: a state, a letter in the inbox, or an alarm."""
    if judged.doubtful:
        _quarantine(receipt)
    elif judged.dispatch is not None:
        _apply(judged.dispatch, judged.found, receipt)
    else:
        receive(receipt=receipt, found=judged.found)


def keep(mailbox: Mailbox, fetched: Fetched, trust: TrustList) -> Receipt:
    """Keep one new message and let it have its effects, inside the caller's transaction."""
    judged = judge(mailbox, fetched.raw, trust)
    receipt = Receipt(
        mailbox=mailbox,
        uid_validity=fetched.uid_validity,
        uid=fetched.uid,
        raw=fetched.raw,
        sha256=_digest(fetched),
        read_at=timezone.now(),
    )
    judged.write_on(receipt)
    receipt.save()
    settle(receipt, judged)
    return receipt


def _dispatch_of(mailbox: Mailbox, found: Classified) -> Dispatch | None:
    """The dispatch whose Message-ID the signed data name; headers are not asked."""
    if found.quarantine or found.daticert is None or found.kind not in RECEIPTS:
        return None
    msgid = f"<{bare_id(found.daticert.msgid)}>"
    return (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("mailbox", "frozen__report__mandate")
        .defer("message", "frozen__pdf", "frozen__snapshot")
        .filter(message_id=msgid, mailbox=mailbox)
        .first()
    )


def _expected(dispatch: Dispatch) -> Expected:
    return Expected(dispatch.message_id, dispatch.box.address, dispatch.recipient)


def _apply(dispatch: Dispatch, found: Classified, receipt: Receipt) -> None:
    before = DispatchState(dispatch.state)
    at = receipt.certified_at or receipt.read_at
    if found.kind is Kind.ACCETTAZIONE and dispatch.accepted_at is None:
        dispatch.accepted_at = at
    notices = _notices(dispatch)
    sent_at = taken_at(dispatch.accepted_at, notices)
    after = next_state(before, found, expected=_expected(dispatch), sent_at=sent_at)
    if found.kind is Kind.ACCETTAZIONE and notices and is_overdue(max(notices), sent_at):
        after = advance(after, D.NON_CONSEGNATA)  # the notices came first
    if after is D.CONSEGNATA and dispatch.delivered_at is None:
        dispatch.delivered_at = at
    dispatch.state = after.value
    if after is not before:
        dispatch.lease_until = dispatch.next_try_at = None
    dispatch.save(update_fields=["state", "accepted_at", "delivered_at", "lease_until", "next_try_at"])
    note_step(dispatch, after, at=at, note=found.reason)
    if after is not before:
        _consequences(dispatch, after, at, receipt, found)
    if found.kind is Kind.PREAVVISO and after not in FINAL and not _is_replaced(dispatch):
        raise_alarm(kind=AlarmKind.LATE, dispatch=dispatch, note=found.reason)


def _notices(dispatch: Dispatch) -> list[datetime]:
    """When the provider has warned about this dispatch, by its own certified clock."""
    rows = dispatch.receipts.filter(kind=Kind.PREAVVISO.value).values_list("certified_at", flat=True)
    return [moment for moment in rows if moment is not None]


def _consequences(
    dispatch: Dispatch, state: DispatchState, at: datetime, receipt: Receipt, found: Classified
) -> None:
    close_alarms(kinds=ANSWERED, dispatch=dispatch)
    if state in FINAL:
        close_alarms(
            kinds=[AlarmKind.NOT_DELIVERED, AlarmKind.LATE, AlarmKind.REFUSED],
            dispatch=dispatch,
        )
    if state in PROVED_BAD and not _is_replaced(dispatch):
        raise_alarm(kind=PROVED_BAD[state], dispatch=dispatch, note=receipt.reason)
    if state is D.CONSEGNATA:
        _compare(dispatch, receipt, found)
        proof = f"Ricevuta di avvenuta consegna del {in_words(at)} ({receipt.identificativo})"
        delivered(dispatch=dispatch, proof=proof, at=at)


def _compare(dispatch: Dispatch, receipt: Receipt, found: Classified) -> None:
    """A complete receipt gives our message back, a brief one the hashes of its files: another one is told (§7)."""
    message = Dispatch.objects.values_list("message", flat=True).get(pk=dispatch.pk)
    same = COMPARED.get(found.daticert.ricevuta) if found.daticert else None
    if message is None or same is None:
        return
    returned = enclosed(bytes(receipt.raw))
    if returned is None or not same(bytes(message), returned):
        raise_alarm(
            kind=AlarmKind.CONTENT_DIFFERS, dispatch=dispatch, note=f"Ricevuta n. {receipt.pk}: confrontare"
        )


def _is_replaced(dispatch: Dispatch) -> bool:
    """Whether a person has sent a new message instead: that one has its own alarms."""
    return Dispatch.objects.filter(replaces=dispatch).exists()
