"""Reading the certified mailbox and letting each receipt prove what it proves. Bytes are kept as they came."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.actions.deadlines import fulfil_deadlines
from courts.actions.completion import close_if_done
from reports.actions.alarms import close_alarms, raise_alarm
from reports.actions.outbox import note_step
from reports.actions.sending import suspend_mailbox
from reports.enums import AlarmKind, MailboxState
from reports.mailboxes import account_of, trust_of
from reports.models import Dispatch, Mailbox, Receipt
from reports.pec.daticert import bare_id
from reports.pec.kinds import RECEIPTS, Kind
from reports.pec.mailbox import Fetched, LoginRefused, Unreachable, fetch_since
from reports.pec.matching import Expected, is_second_notice, mismatch, next_state
from reports.pec.receipts import Classified, classify
from reports.pec.signature import TrustList
from reports.pec.states import DispatchState

D = DispatchState
PROVED_BAD = {D.RIFIUTATA: AlarmKind.REFUSED, D.NON_CONSEGNATA: AlarmKind.NOT_DELIVERED}
# Whatever the provider proved, these questions are answered.
ANSWERED = [AlarmKind.UNCERTAIN, AlarmKind.NOT_ACCEPTED, AlarmKind.UNREACHABLE]


def mailboxes_to_read() -> list[int]:
    """Mailboxes in use."""
    return list(Mailbox.objects.filter(state=MailboxState.ATTIVA).values_list("pk", flat=True))


def read_mailbox(*, mailbox_id: int) -> int:
    """Read what is new in one mailbox, one transaction per message; returns how many were new.

    By UID, never by the unread flag: a person may have opened the mail. Safe to run twice at once.
    """
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    if mailbox.state != MailboxState.ATTIVA:
        return 0
    trust = trust_of(mailbox)
    started = timezone.now()
    count = 0
    try:
        for fetched in fetch_since(
            account=account_of(mailbox), uid_validity=mailbox.uid_validity or None, last_uid=mailbox.last_uid
        ):
            count += take_in(mailbox_id=mailbox.pk, fetched=fetched, trust=trust)
    except LoginRefused as error:
        suspend_mailbox(mailbox=mailbox, error=str(error))
        return count
    except Unreachable as error:
        _unreachable(mailbox, str(error))
        return count
    Mailbox.objects.filter(pk=mailbox.pk).update(last_read_at=started, unreachable_since=None)
    close_alarms(kinds=[AlarmKind.UNREACHABLE], mailbox=mailbox)
    return count


def _unreachable(mailbox: Mailbox, error: str) -> None:
    """Told after a quarter of an hour (safety §6.24); the next reading catches up by UID."""
    now = timezone.now()
    Mailbox.objects.filter(pk=mailbox.pk, unreachable_since=None).update(unreachable_since=now)
    since = mailbox.unreachable_since or now
    if (now - since).total_seconds() >= 15 * 60:
        raise_alarm(kind=AlarmKind.UNREACHABLE, mailbox=mailbox, note=error)


@transaction.atomic
def take_in(*, mailbox_id: int, fetched: Fetched, trust: TrustList) -> bool:
    """Keep one message and apply what it proves; False when it is known already."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    digest = hashlib.sha256(fetched.raw).hexdigest()
    place = {"uid_validity": fetched.uid_validity, "uid": fetched.uid}
    # After a new UIDVALIDITY the same bytes come again under another number.
    known = Receipt.objects.filter(mailbox=mailbox, sha256=digest).exists()
    if not known:
        _keep(mailbox, fetched.raw, digest, place, trust)
    mailbox.uid_validity, mailbox.last_uid = fetched.uid_validity, fetched.uid
    mailbox.save(update_fields=["uid_validity", "last_uid"])
    return not known


def _keep(mailbox: Mailbox, raw: bytes, digest: str, place: dict[str, int], trust: TrustList) -> None:
    now = timezone.now()
    found = classify(raw, trust=trust, now=now)
    dispatch = _dispatch_of(mailbox, found)
    doubt = mismatch(found, _expected(dispatch)) if dispatch else None
    receipt = Receipt.objects.create(
        mailbox=mailbox,
        dispatch=None if doubt else dispatch,
        kind=found.kind.value,
        verdict=found.verdict.value,
        identificativo=found.daticert.identificativo[:200] if found.daticert else "",
        certified_at=found.daticert.date if found.daticert else None,
        reason=(doubt or found.reason)[:500],
        raw=raw,
        sha256=digest,
        read_at=now,
        **place,
    )
    if found.quarantine or doubt:
        note = f"Messaggio n. {receipt.pk}: {receipt.reason}"
        raise_alarm(kind=AlarmKind.QUARANTINE, mailbox=mailbox, note=note)
    elif dispatch is not None:
        _apply(dispatch, found, receipt)


def _dispatch_of(mailbox: Mailbox, found: Classified) -> Dispatch | None:
    """The dispatch whose Message-ID the signed data name; headers are not asked."""
    if found.quarantine or found.daticert is None or found.kind not in RECEIPTS:
        return None
    msgid = f"<{bare_id(found.daticert.msgid)}>"
    return (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("mailbox", "frozen__report__mandate")
        .filter(message_id=msgid, mailbox=mailbox)
        .first()
    )


def _expected(dispatch: Dispatch) -> Expected:
    return Expected(dispatch.message_id, dispatch.mailbox.address, dispatch.recipient)


def _apply(dispatch: Dispatch, found: Classified, receipt: Receipt) -> None:
    before = DispatchState(dispatch.state)
    # When the acceptance did not reach us in time, its certified time stands in for our own note.
    sent_at = dispatch.accepted_at or dispatch.sent_at or dispatch.queued_at
    after = next_state(before, found, expected=_expected(dispatch), sent_at=sent_at)
    at = receipt.certified_at or receipt.read_at
    if found.kind is Kind.ACCETTAZIONE and dispatch.accepted_at is None:
        dispatch.accepted_at = at
    if after is D.CONSEGNATA and dispatch.delivered_at is None:
        dispatch.delivered_at = at
    dispatch.state = after.value
    dispatch.lease_until = None
    dispatch.save(update_fields=["state", "accepted_at", "delivered_at", "lease_until"])
    note_step(dispatch, after, at=at, note=found.reason)
    if after is not before:
        _consequences(dispatch, after, at, receipt)
    if found.kind is Kind.PREAVVISO and not is_second_notice(found, sent_at=sent_at):
        raise_alarm(kind=AlarmKind.LATE, dispatch=dispatch, note="Preavviso a 12 ore")


def _consequences(dispatch: Dispatch, state: DispatchState, at: datetime, receipt: Receipt) -> None:
    close_alarms(kinds=ANSWERED, dispatch=dispatch)
    if state in PROVED_BAD:
        raise_alarm(kind=PROVED_BAD[state], dispatch=dispatch, note=receipt.reason)
    if state is D.CONSEGNATA:
        close_alarms(
            kinds=[AlarmKind.NOT_DELIVERED, AlarmKind.LATE, AlarmKind.REFUSED],
            dispatch=dispatch,
        )
        _fulfil(dispatch, at, receipt)


def _fulfil(dispatch: Dispatch, at: datetime, receipt: Receipt) -> None:
    """Only delivery closes the deadline (handbook courts §5), dated as the receipt certifies."""
    report = dispatch.frozen.report
    day = timezone.localtime(at)
    proof = f"Ricevuta di avvenuta consegna del {day:%d/%m/%Y %H:%M} ({receipt.identificativo})"
    fulfil_deadlines(origin=report.mandate.origin(report.cycle), proof=proof, at=at)
    close_if_done(mandate=report.mandate, reason=f"Relazione n. {report.pk} consegnata")
