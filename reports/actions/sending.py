"""Handing a dispatch to the certified-mail provider: never twice, never silently lost (safety §6).

A send is claimed with a lease, every stage is committed before the next one, and from the first byte of the
body on only a proof can tell how it ended. Nothing here runs inside an outer transaction: the claim refuses.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from reports.actions.alarms import close_alarms, raise_alarm, readable
from reports.actions.outbox import note_step
from reports.enums import AlarmKind, MailboxState, Signing
from reports.leaving import file_that_leaves
from reports.mailboxes import account_of
from reports.models import Dispatch, FrozenReport, Mailbox
from reports.pec.account import Account
from reports.pec.mailbox import INBOX, MailboxError, search_message_id
from reports.pec.message import Attachment, CompositionError, compose
from reports.pec.states import DispatchState
from reports.pec.transport import (
    Accepted,
    LoginRefused,
    Refused,
    Stage,
    TransportError,
    Uncertain,
    send,
)

D = DispatchState
# Minutes before each new try of a send that certainly did not leave.
BACK_OFF = (1, 5, 15, 30, 60)
# From here on the provider may have the message.
DOUBTFUL_STAGES = {Stage.BODY.value, Stage.DOT.value}
# States that prove nothing yet: the provider's own answer, and every receipt, outranks them.
UNPROVED = [D.IN_CODA.value, D.IN_INVIO.value, D.INCERTA.value]
BODY = """Spett.le {office},
si trasmette in allegato la relazione del servizio.

Riferimento: {reference}
Impronta SHA-256 dell'allegato: {sha256}

{sender}
"""


class LeaseLost(Exception):
    """Another worker took this dispatch over; this one must stop before the body leaves."""


def without_bytes() -> QuerySet[Dispatch]:
    """Dispatches with what the sweeps need of them, but not the documents themselves."""
    return Dispatch.objects.select_related("mailbox", "frozen__report").defer(
        "message", "frozen__pdf", "frozen__snapshot"
    )


def _sendable() -> QuerySet[Dispatch]:
    """PDF ready and signed as the ente does, mailbox active, not waiting for a later try."""
    return without_bytes().filter(
        Q(frozen__signing=Signing.NONE) | Q(frozen__signed__isnull=False),
        _not_ahead("next_try_at", timedelta(minutes=max(BACK_OFF))),
        state=D.IN_CODA.value,
        frozen__pdf__isnull=False,
        mailbox__state=MailboxState.ATTIVA,
    )


def _not_ahead(field: str, most: timedelta) -> Q:
    """No moment, one that is past, or one so far ahead that the clock has been set back since (safety §6.26)."""
    now = timezone.now()
    past = Q(**{field: None}) | Q(**{f"{field}__lte": now})
    return past | Q(**{f"{field}__gt": now + most + timedelta(minutes=1)})


def pending_ids(*, limit: int = 200) -> list[int]:
    """Dispatches that may be sent now, oldest first."""
    return list(_sendable().order_by("queued_at").values_list("pk", flat=True)[:limit])


def dispatch_ids_of(*, frozen_id: int) -> list[int]:
    """The dispatches that wait for one PDF."""
    return list(Dispatch.objects.filter(frozen=frozen_id, state=D.IN_CODA.value).values_list("pk", flat=True))


def send_dispatch(*, dispatch_id: int) -> DispatchState | None:
    """Send one dispatch and return its new state; None when it was not to be sent by us now."""
    dispatch = _claim(dispatch_id)
    if dispatch is None:
        return None
    try:
        account = account_of(dispatch.box)
    except ValueError as error:
        return _misconfigured(dispatch, str(error))
    try:
        accepted = _hand_over(dispatch, account)
    except LeaseLost:
        return None
    except ValueError as error:  # the message or an address cannot be sent as it is; nothing has left
        return _refused(dispatch, str(error))
    except TransportError as error:
        return _failed(dispatch, error)
    return _sent(dispatch, accepted)


@transaction.atomic(durable=True)
def _claim(dispatch_id: int) -> Dispatch | None:
    """Take the row for as long as the lease lasts.

    Locked first: the conditions reach over to other tables, and an UPDATE of that shape does not look at
    the row again after waiting for another worker's claim.
    """
    dispatch = _sendable().select_for_update(of=("self",)).filter(pk=dispatch_id).first()
    if dispatch is None:
        return None
    dispatch.state, dispatch.stage = D.IN_INVIO.value, ""
    dispatch.attempts += 1
    dispatch.lease_until = timezone.now() + timedelta(seconds=settings.PEC_LEASE)
    dispatch.save(update_fields=["state", "stage", "attempts", "lease_until"])
    return dispatch


def _hand_over(dispatch: Dispatch, account: Account) -> Accepted:
    return send(
        account=account,
        message=_message(dispatch),
        sender=dispatch.box.address,
        recipient=dispatch.recipient,
        on_stage=_stage_marker(dispatch),
    )


def _message(dispatch: Dispatch) -> bytes:
    """The bytes that leave: composed once, stored, the same on every try."""
    if dispatch.message is not None:
        return bytes(dispatch.message)
    frozen = FrozenReport.objects.get(pk=dispatch.frozen_id)
    leaving = file_that_leaves(frozen)
    message = compose(
        message_id=dispatch.message_id,
        sender=dispatch.box.address,
        recipient=dispatch.recipient,
        subject=dispatch.subject,
        body=BODY.format(
            office=dispatch.recipient_office.name,
            reference=f"{frozen.report_id}/{dispatch.pk}",
            sha256=leaving.sha256,
            sender=dispatch.box.organisation.name,
        ),
        attachments=[Attachment(leaving.name, leaving.content, leaving.content_type)],
        date=dispatch.queued_at,
    )
    if len(message) > settings.PEC_MAX_MESSAGE_BYTES:
        raise CompositionError("Il messaggio supera la dimensione ammessa dal gestore.")
    Dispatch.objects.filter(pk=dispatch.pk, message=None).update(message=message)
    return message


def _mine(dispatch: Dispatch) -> Q:
    """The row as this try left it: whoever took it over has changed the lease."""
    return Q(
        pk=dispatch.pk,
        state=D.IN_INVIO.value,
        attempts=dispatch.attempts,
        lease_until=dispatch.lease_until,
    )


def _stage_marker(dispatch: Dispatch) -> Callable[[Stage], None]:
    """Commits each stage and renews the lease; stops the send when the row is no longer ours."""

    def mark(stage: Stage) -> None:
        doubtful = stage.value in DOUBTFUL_STAGES
        lease = settings.PEC_BODY_LEASE if doubtful else settings.PEC_LEASE
        until = timezone.now() + timedelta(seconds=lease)
        if Dispatch.objects.filter(_mine(dispatch)).update(stage=stage.value, lease_until=until):
            dispatch.lease_until = until
        elif stage is not Stage.DOT:
            # After the body has begun there is no way back: the outcome is written by whoever learns it.
            raise LeaseLost

    return mark


@transaction.atomic
def _sent(dispatch: Dispatch, accepted: Accepted) -> DispatchState:
    """The provider has it: true whoever holds the row now."""
    now = timezone.now()
    moved = Dispatch.objects.filter(pk=dispatch.pk, state__in=UNPROVED).update(
        state=D.INVIATA.value,
        stage=Stage.ACCEPTED.value,
        sent_at=now,
        lease_until=None,
        next_try_at=None,
        error="",
    )
    if not moved:  # a receipt was quicker: it proves more than our own knowledge
        Dispatch.objects.filter(pk=dispatch.pk, sent_at=None).update(sent_at=now)
    note_step(
        dispatch,
        D.INVIATA,
        at=now,
        note=f"Il gestore ha preso in consegna il messaggio (risposta {accepted.code}).",
    )
    close_alarms(kinds=[AlarmKind.UNREACHABLE, AlarmKind.UNCERTAIN], dispatch=dispatch)
    return D.INVIATA


def _failed(dispatch: Dispatch, error: TransportError) -> DispatchState | None:
    if isinstance(error, Uncertain):
        return _uncertain(dispatch, str(error))
    if isinstance(error, LoginRefused):
        return _mailbox_refused(dispatch, str(error))
    if isinstance(error, Refused):
        return _refused(dispatch, str(error))
    pause = BACK_OFF[min(dispatch.attempts, len(BACK_OFF)) - 1]
    return _later(dispatch, f"Nuovo tentativo fra {pause} min: {error}", timedelta(minutes=pause))


@transaction.atomic
def _later(dispatch: Dispatch, error: str, pause: timedelta) -> DispatchState | None:
    """Certainly not sent: back into the queue."""
    return _ended(dispatch, D.IN_CODA, error, stage="", next_try_at=timezone.now() + pause)


@transaction.atomic
def _refused(dispatch: Dispatch, error: str) -> DispatchState | None:
    ended = _ended(dispatch, D.RIFIUTATA, error)
    if ended:
        raise_alarm(kind=AlarmKind.REFUSED, dispatch=dispatch, note=error)
    return ended


@transaction.atomic
def _uncertain(dispatch: Dispatch, error: str) -> DispatchState | None:
    """`next_try_at` of a dispatch in doubt is the moment of the doubt; without it a person has to decide."""
    ended = _ended(dispatch, D.INCERTA, error, next_try_at=timezone.now())
    if ended:
        raise_alarm(kind=AlarmKind.UNCERTAIN, dispatch=dispatch, note=error)
    return ended


@transaction.atomic
def _misconfigured(dispatch: Dispatch, error: str) -> DispatchState | None:
    raise_alarm(kind=AlarmKind.MISCONFIGURED, mailbox=dispatch.box, note=error)
    return _later(dispatch, error, timedelta(minutes=BACK_OFF[0]))


@transaction.atomic
def _mailbox_refused(dispatch: Dispatch, error: str) -> DispatchState | None:
    """One alarm for the whole mailbox and no further try with these credentials.

    The mailbox before the dispatch: whoever reads receipts locks them in this order.
    """
    suspend_mailbox(mailbox=dispatch.box, error=error)
    return _later(dispatch, error, timedelta())


def _ended(dispatch: Dispatch, state: DispatchState, error: str, **fields: object) -> DispatchState | None:
    """Write how our try ended; None, and nothing written, when the row is no longer ours."""
    moved = Dispatch.objects.filter(_mine(dispatch)).update(
        state=state.value, lease_until=None, error=readable(error), **fields
    )
    if not moved:
        return None
    note_step(dispatch, state, note=error)
    return state


@transaction.atomic
def suspend_mailbox(*, mailbox: Mailbox, error: str) -> None:
    """Stop using a mailbox whose credentials are refused; an administrator puts it back to work."""
    Mailbox.objects.filter(pk=mailbox.pk).update(state=MailboxState.SOSPESA)
    raise_alarm(kind=AlarmKind.MAILBOX_SUSPENDED, mailbox=mailbox, note=error)


# --- After a crash --------------------------------------------------------------------------------------
def recover_stuck() -> int:
    """Dispatches whose worker fell silent: back to the queue before the body, in doubt from the body on."""
    longest = timedelta(seconds=max(settings.PEC_LEASE, settings.PEC_BODY_LEASE))
    stuck = without_bytes().filter(_not_ahead("lease_until", longest), state=D.IN_INVIO.value)
    return sum(_recover(dispatch) is not None for dispatch in stuck)


def _recover(dispatch: Dispatch) -> DispatchState | None:
    """Nothing happens if the worker has spoken since: it has renewed the lease."""
    if dispatch.stage in DOUBTFUL_STAGES:
        return _uncertain(dispatch, "Il lavoro si è interrotto durante l'invio.")
    # No pause the first time: the lease was one.
    pause = timedelta(minutes=(0, *BACK_OFF)[min(dispatch.attempts, len(BACK_OFF)) - 1])
    return _later(dispatch, "Il lavoro si è interrotto prima dell'invio.", pause)


def resolve_uncertain() -> int:
    """Look for a trace of each dispatch in doubt; without any, try once more with the same Message-ID.

    Only after the receipts of the waiting time have been read, and only once: then it is a person's call.
    """
    wait = timedelta(minutes=settings.PEC_UNCERTAIN_MINUTES)
    rows = without_bytes().filter(
        state=D.INCERTA.value,
        replaced_by=None,
        next_try_at__lt=timezone.now() - wait,
        mailbox__state=MailboxState.ATTIVA,
        mailbox__last_read_at__gt=F("next_try_at") + wait,
    )
    return sum(_resolve(dispatch) for dispatch in rows)


def _resolve(dispatch: Dispatch) -> bool:
    try:
        traces = search_message_id(account=account_of(dispatch.box), message_id=dispatch.message_id)
    except (MailboxError, ValueError):
        return False
    if any(trace.folder != INBOX for trace in traces):
        # Only the provider and we can write there: it took the message, receipts must follow.
        return _settle(dispatch, D.INVIATA, "Copia trovata nella posta inviata", sent_at=timezone.now())
    if traces or dispatch.steps.filter(state=D.INCERTA.value).count() > 1:
        # A trace that no receipt made good, or a second doubt.
        waiting = Dispatch.objects.filter(pk=dispatch.pk, state=D.INCERTA.value)
        return bool(waiting.update(next_try_at=None))
    return _settle(
        dispatch, D.IN_CODA, "Nessuna traccia dal gestore: secondo tentativo, stesso Message-ID", stage=""
    )


@transaction.atomic
def _settle(dispatch: Dispatch, state: DispatchState, note: str, **fields: object) -> bool:
    """Lead a dispatch out of doubt, unless a receipt or a person did so meanwhile."""
    # Whoever sends it again as a new message holds this lock.
    Dispatch.objects.select_for_update().only("pk").get(pk=dispatch.pk)
    if Dispatch.objects.filter(replaces=dispatch).exists():
        return False
    moved = Dispatch.objects.filter(pk=dispatch.pk, state=D.INCERTA.value).update(
        state=state.value, next_try_at=None, **fields
    )
    if moved:
        note_step(dispatch, state, note=note)
    return bool(moved)
