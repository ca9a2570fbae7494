"""Which receipt may move which dispatch. Pure: no database, the caller holds the row's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.pec.daticert import Daticert, bare_id
from reports.pec.kinds import Kind, Verdict
from reports.pec.receipts import Classified
from reports.pec.states import DispatchState, advance

# DPR 68/2005 art. 8; DM 2/11/2005 annex: the second notice comes between 22 and 24 hours after sending.
FIRST_NOTICE_AFTER, SECOND_NOTICE_AFTER = timedelta(hours=12), timedelta(hours=22)


@dataclass(frozen=True)
class Expected:
    """The dispatch a receipt claims to be about: our Message-ID, our mailbox, the one recipient."""

    message_id: str
    sender: str
    recipient: str


def mismatch(classified: Classified, expected: Expected) -> str | None:
    """Say in Italian why this receipt says nothing about this dispatch; None when it does."""
    data = classified.daticert
    if classified.verdict is not Verdict.VALID or classified.quarantine or data is None:
        return "La ricevuta non è attendibile."
    if not data.msgid or data.msgid != bare_id(expected.message_id):
        return "La ricevuta riguarda un altro messaggio."
    if data.mittente != expected.sender.lower():
        return "La ricevuta riguarda un altro mittente."
    if not _concerns(classified.kind, data, expected.recipient.lower()):
        return "La ricevuta riguarda un altro destinatario."
    return None


def _concerns(kind: Kind, data: Daticert, recipient: str) -> bool:
    addressed = {item.address for item in data.destinatari}
    if kind is Kind.AVVENUTA_CONSEGNA or data.consegna:
        return data.consegna == recipient
    if kind in (Kind.ERRORE_CONSEGNA, Kind.PREAVVISO):
        # Some providers leave `consegna` out of failures; with one recipient nobody else is meant.
        return addressed == {recipient}
    return recipient in addressed


def taken_at(accepted_at: datetime | None, notices: Sequence[datetime]) -> datetime | None:
    """When the provider took the message, by the provider's clock alone: ours may be a day off (safety §6.26).

    While the acceptance is missing the earliest notice counts as the first one, due after twelve hours.
    """
    if accepted_at is not None or not notices:
        return accepted_at
    return min(notices) - FIRST_NOTICE_AFTER


def is_overdue(notice: datetime, sent_at: datetime | None) -> bool:
    """Tell the final notice (22-24 h after `sent_at`) from the first warning (12 h): the kind is the same."""
    return sent_at is not None and notice - sent_at >= SECOND_NOTICE_AFTER


def is_second_notice(classified: Classified, *, sent_at: datetime | None) -> bool:
    """Whether this receipt is the final notice."""
    if classified.kind is not Kind.PREAVVISO or classified.daticert is None:
        return False
    return is_overdue(classified.daticert.date, sent_at)


def next_state(
    current: DispatchState, classified: Classified, *, expected: Expected, sent_at: datetime | None
) -> DispatchState:
    """Return the state of the dispatch after this receipt: unchanged if it proves nothing new.

    The result does not depend on the order or number of the receipts; `consegnata` never goes back.
    `sent_at` is when the provider took the message (aware), None if not known.
    """
    if mismatch(classified, expected) is not None:
        return current
    if is_second_notice(classified, sent_at=sent_at):
        return advance(current, DispatchState.NON_CONSEGNATA)
    return current if classified.state is None else advance(current, classified.state)
