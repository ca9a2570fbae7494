"""Deliveries that a person makes: by the PCT, on a portal, by hand, through the USSM. The proof is a file.

The dispatch stands in the same ledger as certified mail; only its proof makes it delivered.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.permissions import require_change
from cases.uploads import CheckedFile
from courts.enums import Channel
from reports.actions.alarms import close_alarms
from reports.actions.fulfilment import delivered, in_words, proof_corrected
from reports.actions.outbox import note_step
from reports.enums import AlarmKind
from reports.models import Dispatch, DispatchProof
from reports.pec.states import DispatchState

D = DispatchState
# A deposit made by a machine always has a number; a clerk's stamp may not.
NUMBERED = {Channel.PCT, Channel.PORTALE}


@transaction.atomic
def prove_delivery(
    *,
    dispatch: Dispatch,
    by: User,
    file: CheckedFile,
    done_at: datetime,
    performed_by: str,
    received_by: str = "",
    protocol: str = "",
) -> DispatchProof:
    """Register the proof of a delivery made by a person: it becomes delivered, and the deadline may close.

    Raises ValidationError for certified mail, for a report without its PDF, for a moment in the future or
    before the approval, and when there is a proof already.
    """
    dispatch = _locked(dispatch, by)
    if DispatchState(dispatch.state) is not D.DA_DEPOSITARE:
        raise ValidationError("Questo invio ha già la sua prova: se è sbagliata, correggila.")
    proof = _proof(dispatch, by, file, done_at, performed_by, received_by, protocol)
    _deliver(dispatch, done_at)
    note_step(dispatch, D.CONSEGNATA, at=done_at, note=proof_words(proof))
    close_alarms(kinds=[AlarmKind.PROOF_MISSING], dispatch=dispatch, by=by)
    delivered(dispatch=dispatch, proof=proof_words(proof), at=done_at)
    return proof


@transaction.atomic
def correct_proof(
    *,
    proof: DispatchProof,
    by: User,
    reason: str,
    file: CheckedFile,
    done_at: datetime,
    performed_by: str,
    received_by: str = "",
    protocol: str = "",
) -> DispatchProof:
    """Put a right proof in the place of a wrong one; both stay in the ledger, the deadline shows the right one.

    Raises ValidationError when the proof was corrected already, and as `prove_delivery` does.
    """
    dispatch = _locked(proof.dispatch, by)
    if DispatchProof.objects.filter(corrects=proof).exists():
        raise ValidationError("Questa prova è già stata corretta.")
    right = _proof(
        dispatch, by, file, done_at, performed_by, received_by, protocol, corrects=proof, reason=reason
    )
    _deliver(dispatch, done_at)
    note_step(dispatch, D.CONSEGNATA, note=f"Prova n. {proof.pk} corretta: {reason}. {proof_words(right)}")
    proof_corrected(dispatch=dispatch, before=proof_words(proof), after=proof_words(right), at=done_at)
    return right


def proof_words(proof: DispatchProof) -> str:
    """The proof in a line, as the deadline and the timeline show it. No names of persons."""
    channel = Channel(proof.dispatch.channel).label
    number = f", n. {proof.protocol}" if proof.protocol else ""
    return f"{channel} del {in_words(proof.done_at)}{number} (prova n. {proof.pk})"


def _locked(dispatch: Dispatch, by: User) -> Dispatch:
    """The dispatch for writing, once it is certain that this person may."""
    current = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("frozen__report__mandate")
        .defer("message", "frozen__pdf", "frozen__snapshot")
        .get(pk=dispatch.pk)
    )
    require_change(by, list(current.frozen.report.covered.all()))
    if current.is_certified:
        raise ValidationError("Un invio via PEC si prova con le sue ricevute, non con un file.")
    if not current.frozen.pdf_sha256:
        raise ValidationError("Il PDF della relazione non è ancora pronto.")
    return current


def _proof(
    dispatch: Dispatch,
    by: User,
    file: CheckedFile,
    done_at: datetime,
    performed_by: str,
    received_by: str,
    protocol: str,
    corrects: DispatchProof | None = None,
    reason: str = "",
) -> DispatchProof:
    _check(dispatch, done_at, protocol)
    proof = DispatchProof(
        dispatch=dispatch,
        done_at=done_at,
        performed_by=performed_by,
        received_by=received_by,
        protocol=protocol,
        content=file.content,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        corrects=corrects,
        reason=reason,
        registered_by=by,
        registered_at=timezone.now(),
    )
    proof.full_clean(exclude=["content"])
    proof.save()
    return proof


def _check(dispatch: Dispatch, done_at: datetime, protocol: str) -> None:
    if done_at > timezone.now():
        raise ValidationError({"done_at": "La consegna non può essere nel futuro."})
    if done_at < dispatch.frozen.frozen_at.replace(second=0, microsecond=0):
        raise ValidationError({"done_at": "La consegna non può precedere l'approvazione della relazione."})
    if Channel(dispatch.channel) in NUMBERED and not protocol:
        raise ValidationError({"protocol": "Per questo canale serve il numero di deposito o di protocollo."})


def _deliver(dispatch: Dispatch, done_at: datetime) -> None:
    dispatch.state, dispatch.delivered_at = D.CONSEGNATA.value, done_at
    dispatch.sent_at = done_at
    dispatch.save(update_fields=["state", "delivered_at", "sent_at"])
