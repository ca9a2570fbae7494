"""Handing a dispatch to the certified-mail provider: never twice, never silently lost (safety §6).

A send is claimed with a lease, every stage is committed before the next one, and from the first byte of the
body on only a proof can tell how it ended. Nothing here runs inside an outer transaction.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from reports.actions.alarms import close_alarms, raise_alarm
from reports.actions.outbox import note_step
from reports.enums import AlarmKind, MailboxState
from reports.mailboxes import account_of
from reports.models import Dispatch, FrozenReport, Mailbox
from reports.pec.mailbox import MailboxError, search_message_id
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
BODY = """Spett.le {office},
si trasmette in allegato la relazione del servizio.

Riferimento: {reference}
Impronta SHA-256 dell'allegato: {sha256}

{sender}
"""


class LeaseLost(Exception):
    """Another worker took this dispatch over; this one must stop before the body leaves."""


def pending_ids(*, limit: int = 200) -> list[int]:
    """Dispatches that may be sent now: PDF ready, mailbox active, not waiting for a later try."""
    now = timezone.now()
    return list(
        Dispatch.objects.filter(
            Q(next_try_at=None) | Q(next_try_at__lte=now),
            state=D.IN_CODA.value,
            frozen__pdf__isnull=False,
            mailbox__state=MailboxState.ATTIVA,
        )
        .order_by("queued_at")
        .values_list("pk", flat=True)[:limit]
    )


def dispatch_ids_of(*, frozen_id: int) -> list[int]:
    """The dispatches that wait for one PDF."""
    return list(Dispatch.objects.filter(frozen=frozen_id, state=D.IN_CODA.value).values_list("pk", flat=True))


def send_dispatch(*, dispatch_id: int) -> DispatchState | None:
    """Send one dispatch and return its new state; None when it was not to be sent by us now."""
    dispatch = _claim(dispatch_id)
    if dispatch is None:
        return None
    try:
        message = _message(dispatch)
        accepted = send(
            account=account_of(dispatch.mailbox),
            message=message,
            sender=dispatch.mailbox.address,
            recipient=dispatch.recipient,
            on_stage=_stage_marker(dispatch),
        )
    except LeaseLost:
        return None
    except (CompositionError, ImproperlyConfigured, ValueError) as error:
        return _refused(dispatch, str(error))
    except TransportError as error:
        return _failed(dispatch, error)
    return _sent(dispatch, accepted)


def _claim(dispatch_id: int) -> Dispatch | None:
    now = timezone.now()
    taken = Dispatch.objects.filter(
        Q(next_try_at=None) | Q(next_try_at__lte=now),
        pk=dispatch_id,
        state=D.IN_CODA.value,
        frozen__pdf__isnull=False,
        mailbox__state=MailboxState.ATTIVA,
    ).update(
        state=D.IN_INVIO.value,
        stage="",
        attempts=F("attempts") + 1,
        lease_until=now + timedelta(seconds=settings.PEC_LEASE),
    )
    if not taken:
        return None
    return Dispatch.objects.select_related("mailbox__organisation", "recipient_office", "frozen__report").get(
        pk=dispatch_id
    )


def _message(dispatch: Dispatch) -> bytes:
    """The bytes that leave: composed once, stored, the same on every try."""
    if dispatch.message is not None:
        return bytes(dispatch.message)
    frozen = FrozenReport.objects.get(pk=dispatch.frozen_id)
    message = compose(
        message_id=dispatch.message_id,
        sender=dispatch.mailbox.address,
        recipient=dispatch.recipient,
        subject=dispatch.subject,
        body=BODY.format(
            office=dispatch.recipient_office.name,
            reference=f"{frozen.report_id}/{dispatch.pk}",
            sha256=frozen.pdf_sha256,
            sender=dispatch.mailbox.organisation.name,
        ),
        attachments=[Attachment(f"relazione-{frozen.report_id}.pdf", bytes(frozen.pdf or b""))],
        date=dispatch.queued_at,
    )
    if len(message) > settings.PEC_MAX_MESSAGE_BYTES:
        raise CompositionError("Il messaggio supera la dimensione ammessa dal gestore.")
    Dispatch.objects.filter(pk=dispatch.pk, message=None).update(message=message)
    return message


def _mine(dispatch: Dispatch) -> Q:
    return Q(pk=dispatch.pk, state=D.IN_INVIO.value, attempts=dispatch.attempts)


def _stage_marker(dispatch: Dispatch) -> Callable[[Stage], None]:
    """Commits each stage and renews the lease; stops the send when the row is no longer ours."""

    def mark(stage: Stage) -> None:
        doubtful = stage.value in DOUBTFUL_STAGES
        lease = settings.PEC_BODY_LEASE if doubtful else settings.PEC_LEASE
        marked = Dispatch.objects.filter(_mine(dispatch)).update(
            stage=stage.value, lease_until=timezone.now() + timedelta(seconds=lease)
        )
        # After the body has begun there is no way back: the outcome is written by whoever learns it.
        if not marked and stage is not Stage.DOT:
            raise LeaseLost

    return mark


@transaction.atomic
def _sent(dispatch: Dispatch, accepted: Accepted) -> DispatchState:
    now = timezone.now()
    moved = Dispatch.objects.filter(pk=dispatch.pk, state__in=[D.IN_INVIO.value, D.INCERTA.value]).update(
        state=D.INVIATA.value, stage=Stage.ACCEPTED.value, sent_at=now, lease_until=None, error=""
    )
    if not moved:  # a receipt was quicker: it proves more than our own knowledge
        Dispatch.objects.filter(pk=dispatch.pk, sent_at=None).update(sent_at=now, lease_until=None)
    note_step(dispatch, D.INVIATA, at=now, note=f"Risposta del gestore: {accepted.code}")
    close_alarms(kinds=[AlarmKind.UNREACHABLE, AlarmKind.UNCERTAIN], dispatch=dispatch)
    return D.INVIATA


def _failed(dispatch: Dispatch, error: TransportError) -> DispatchState:
    if isinstance(error, Uncertain):
        return _uncertain(dispatch, str(error))
    if isinstance(error, LoginRefused):
        return _mailbox_refused(dispatch, str(error))
    if isinstance(error, Refused):
        return _refused(dispatch, str(error))
    return _later(dispatch, str(error))


@transaction.atomic
def _later(dispatch: Dispatch, error: str) -> DispatchState:
    """Certainly not sent: back into the queue, a little later each time."""
    pause = BACK_OFF[min(dispatch.attempts, len(BACK_OFF)) - 1]
    now = timezone.now()
    Dispatch.objects.filter(_mine(dispatch)).update(
        state=D.IN_CODA.value,
        stage="",
        lease_until=None,
        next_try_at=now + timedelta(minutes=pause),
        error=error[:300],
    )
    note_step(dispatch, D.IN_CODA, at=now, note=f"Nuovo tentativo fra {pause} min: {error}")
    # Handbook safety §6.6: told at 30 minutes of trying.
    if now - dispatch.queued_at >= timedelta(minutes=settings.PEC_ACCEPTANCE_MINUTES):
        raise_alarm(kind=AlarmKind.UNREACHABLE, dispatch=dispatch, note=error)
    return D.IN_CODA


@transaction.atomic
def _refused(dispatch: Dispatch, error: str) -> DispatchState:
    Dispatch.objects.filter(_mine(dispatch)).update(
        state=D.RIFIUTATA.value, lease_until=None, error=error[:300]
    )
    note_step(dispatch, D.RIFIUTATA, note=error)
    raise_alarm(kind=AlarmKind.REFUSED, dispatch=dispatch, note=error)
    return D.RIFIUTATA


@transaction.atomic
def _uncertain(dispatch: Dispatch, error: str) -> DispatchState:
    moved = Dispatch.objects.filter(_mine(dispatch)).update(
        state=D.INCERTA.value, lease_until=None, next_try_at=timezone.now(), error=error[:300]
    )
    if moved:
        note_step(dispatch, D.INCERTA, note=error)
        raise_alarm(kind=AlarmKind.UNCERTAIN, dispatch=dispatch, note=error)
    return D.INCERTA


@transaction.atomic
def _mailbox_refused(dispatch: Dispatch, error: str) -> DispatchState:
    """One alarm for the whole mailbox and no further try with these credentials."""
    Dispatch.objects.filter(_mine(dispatch)).update(
        state=D.IN_CODA.value, stage="", lease_until=None, error=error[:300]
    )
    suspend_mailbox(mailbox=dispatch.mailbox, error=error)
    return D.IN_CODA


@transaction.atomic
def suspend_mailbox(*, mailbox: Mailbox, error: str) -> None:
    """Stop using a mailbox whose credentials are refused; an administrator puts it back to work."""
    Mailbox.objects.filter(pk=mailbox.pk).update(state=MailboxState.SOSPESA)
    raise_alarm(kind=AlarmKind.MAILBOX_SUSPENDED, mailbox=mailbox, note=error)


# --- After a crash --------------------------------------------------------------------------------------
def recover_stuck() -> int:
    """Dispatches whose worker fell silent: back to the queue before the body, in doubt from the body on."""
    stuck = Dispatch.objects.select_related("frozen__report").filter(
        state=D.IN_INVIO.value, lease_until__lt=timezone.now()
    )
    for dispatch in stuck:
        if dispatch.stage in DOUBTFUL_STAGES:
            _uncertain(dispatch, "Il lavoro si è interrotto durante l'invio.")
        else:
            _later(dispatch, "Il lavoro si è interrotto prima dell'invio.")
    return len(stuck)


def resolve_uncertain() -> int:
    """Look for a trace of each dispatch in doubt; without any, try once more with the same Message-ID.

    Only after the receipts of the waiting time have been read, and only once: then it is a person's call.
    """
    waited = timezone.now() - timedelta(minutes=settings.PEC_UNCERTAIN_MINUTES)
    rows = Dispatch.objects.select_related("mailbox", "frozen__report").filter(
        state=D.INCERTA.value,
        next_try_at__lt=waited,
        mailbox__state=MailboxState.ATTIVA,
        mailbox__last_read_at__gt=F("next_try_at") + timedelta(minutes=settings.PEC_UNCERTAIN_MINUTES),
    )
    return sum(_resolve(dispatch) for dispatch in rows)


def _resolve(dispatch: Dispatch) -> bool:
    if dispatch.steps.filter(state=D.INCERTA.value).count() > 1:
        return False
    try:
        if search_message_id(account=account_of(dispatch.mailbox), message_id=dispatch.message_id):
            return False  # a trace is there: reading the receipts will say which
    except MailboxError:
        return False
    moved = Dispatch.objects.filter(pk=dispatch.pk, state=D.INCERTA.value).update(
        state=D.IN_CODA.value, stage="", next_try_at=None
    )
    if moved:
        note_step(
            dispatch, D.IN_CODA, note="Nessuna traccia dal gestore: secondo tentativo, stesso Message-ID"
        )
    return bool(moved)
