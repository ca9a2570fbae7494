"""Art. 403 c.c.: a removal is started, its steps are ticked with their proof, it is closed.

The duties are rows of the product's table of deadlines, one per child, fulfilled by the tick alone.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.actions.deadlines import cancel_deadlines, fulfil_deadlines, open_deadline
from cases.models import Case, Deadline, Document
from cases.permissions import leads_unit_of, people_who_may_join, require_change
from courts.actions import checks
from courts.emergency_chain import (
    CHAIN,
    LINKS,
    Link,
    due_moment,
    expectation,
    is_late,
    links_after,
)
from courts.enums import EmergencyState, EmergencyStepKind, OfficeKind
from courts.legal_numbers import MAJORITY, known_numbers, legal_number
from courts.models import Emergency, EmergencyStep, Office
from courts.permissions import require_change_of
from courts.terms import ROME, TermError

OLDEST = timedelta(days=183)
OUTCOMES = (EmergencyState.CONVALIDATO, EmergencyState.REVOCATO, EmergencyState.DECADUTO)


@transaction.atomic
def start_emergency(
    *,
    cases: Sequence[Case],
    prosecutor: Office,
    removed_at: datetime,
    oral_notice_at: datetime,
    oral_notice_by: User,
    call_taken_by: str,
    reasons: str,
    by: User,
) -> Emergency:
    """Register a removal (art. 403 c.c.) of one or more siblings, with its whole chain; the first clock runs.

    Moments carry a time zone and are kept to the minute. Raises PermissionDenied unless `by` may write on
    every child's case, and ValidationError by field.
    """
    require_change(by, cases)
    children = list(
        Case.unscoped.select_for_update(of=("self",))
        .select_related("unit", "person")
        .filter(pk__in=[case.pk for case in cases])
        .order_by("pk")
    )
    emergency = Emergency(
        unit=children[0].unit,
        prosecutor=prosecutor,
        removed_at=to_the_minute(removed_at),
        oral_notice_at=to_the_minute(oral_notice_at),
        oral_notice_by=oral_notice_by,
        call_taken_by=call_taken_by,
        reasons=reasons,
    )
    _check_start(emergency, children)
    emergency.full_clean()
    emergency.save()
    emergency.cases.set(children)
    _lay_chain(emergency)
    return emergency


@transaction.atomic
def tick_step(
    *,
    emergency: Emergency,
    kind: str,
    done_at: datetime,
    proof: str,
    document: Document | None = None,
    by: User,
) -> EmergencyStep:
    """Mark a running step as done, with its proof; the clocks that wait for it start from that minute.

    A step done after its term stays marked as late. Raises PermissionDenied, and ValidationError by field:
    a step whose turn has not come, already ticked, done before its start or in the future, without proof.
    """
    found = _locked(emergency, by)
    step = found.steps.select_for_update().get(kind=kind)
    if step.done_at is not None:
        raise ValidationError("Questo passo è già spuntato: può correggerlo solo il coordinatore.")
    if step.starts_at is None:
        raise ValidationError(f"Prima va spuntato il passo «{_before(step)}»: il termine decorre da lì.")
    _put(step, done_at, proof, document)
    step.ticked_by = by
    step.full_clean()
    step.save(update_fields=["done_at", "proof", "document", "ticked_by"])
    fulfil_deadlines(origin=step.origin(), proof=_proof_of(step), at=step.done_at)
    _start_clocks(found, step.kind, to_the_minute(done_at))
    return step


@transaction.atomic
def correct_step(
    *,
    emergency: Emergency,
    kind: str,
    done_at: datetime,
    proof: str,
    document: Document | None = None,
    reason: str,
    by: User,
) -> EmergencyStep:
    """Put right a tick, by a lead, with the reason; what was written before stays in the change history.

    The clocks that ran from it run from the new minute. Raises PermissionDenied for who does not lead the
    unit, and ValidationError by field: as `tick_step`, and for a time after a step that follows it.
    """
    found = _locked(emergency, by)
    if not may_correct(by, found):
        raise PermissionDenied
    step = found.steps.select_for_update().get(kind=kind)
    if step.done_at is None:
        raise ValidationError("Questo passo non è ancora spuntato: non c’è nulla da correggere.")
    if not reason.strip():
        raise ValidationError({"reason": "Indicare il motivo della correzione."})
    _put(step, done_at, proof, document)
    _check_followers(found, step)
    step.full_clean()
    with pghistory.context(correzione=reason.strip(), corretto_da=str(by)):
        step.save(update_fields=["done_at", "proof", "document"])
        _restate(step)
        _start_clocks(found, step.kind, to_the_minute(done_at))
    return step


@transaction.atomic
def correct_start(
    *,
    emergency: Emergency,
    removed_at: datetime,
    oral_notice_at: datetime,
    call_taken_by: str,
    reason: str,
    by: User,
) -> Emergency:
    """Put right when the child was safe or when the notice was given, by a lead, with the reason.

    The first clock runs from the new minute. Raises PermissionDenied for who does not lead the unit, and
    ValidationError by field: as `start_emergency`, and for a time after the step that follows.
    """
    found = _locked(emergency, by)
    if not may_correct(by, found):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": "Indicare il motivo della correzione."})
    found.removed_at, found.oral_notice_at = to_the_minute(removed_at), to_the_minute(oral_notice_at)
    found.call_taken_by = call_taken_by
    faults = _moments(found)
    if not faults and _followers(found, None, found.removed_at):
        faults["removed_at"] = "La trasmissione risulta compiuta prima: correggere quella."
    if faults:
        raise ValidationError(faults)
    found.full_clean()
    with pghistory.context(correzione=reason.strip(), corretto_da=str(by)):
        found.save(update_fields=["removed_at", "oral_notice_at", "call_taken_by"])
        _start_clocks(found, None, found.removed_at)
    return found


@transaction.atomic
def close_emergency(*, emergency: Emergency, state: str, reason: str, by: User) -> Emergency:
    """End a removal: validated, revoked or lapsed. What of the chain was still owed is owed no more.

    Raises PermissionDenied, and ValidationError by field: no outcome, no reason, or a validation nobody ticked.
    """
    found = _locked(emergency, by)
    if state not in OUTCOMES:
        raise ValidationError({"state": "Indicare come si è concluso."})
    if not reason.strip():
        raise ValidationError({"reason": "Indicare il motivo."})
    validated = found.steps.filter(kind=EmergencyStepKind.CONVALIDA, done_at__isnull=False).exists()
    if state == EmergencyState.CONVALIDATO and not validated:
        raise ValidationError(
            {"state": "Il decreto di convalida non è spuntato: spuntarlo con la sua prova, poi chiudere."}
        )
    found.state = state
    found.closed_reason = reason.strip()
    found.full_clean()
    found.save(update_fields=["state", "closed_reason"])
    why = f"Allontanamento {found.get_state_display().lower()}: {found.closed_reason}"
    for step in found.steps.filter(done_at=None):
        cancel_deadlines(origin=step.origin(), reason=why)
    return found


def may_correct(user: User, emergency: Emergency) -> bool:
    """Whether `user` leads the units of all its children."""
    cases = list(emergency.cases.all())
    return bool(cases) and all(leads_unit_of(user, case) for case in cases)


def to_the_minute(moment: datetime) -> datetime:
    """The moment in UTC without its seconds. Raises ValidationError for one without a time zone."""
    if moment.utcoffset() is None:
        raise ValidationError("Serve un’ora precisa, con il suo fuso orario.")
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


# --- Checks ---------------------------------------------------------------------------------------------
def _check_start(emergency: Emergency, children: list[Case]) -> None:
    faults = checks.children(children) or _about(emergency, children)
    faults |= _moments(emergency)
    if emergency.prosecutor.kind != OfficeKind.PMM:
        faults["prosecutor"] = "L’avviso va alla Procura presso il Tribunale per i minorenni."
    if not people_who_may_join(children[0]).filter(pk=emergency.oral_notice_by_id).exists():
        faults["oral_notice_by"] = "Questa persona non lavora per il titolare del caso."
    if faults:
        raise ValidationError(faults)


def _moments(emergency: Emergency) -> checks.Faults:
    """Neither in the future nor long ago, and the notice not before the removal."""
    faults: checks.Faults = {}
    now = timezone.now()
    if emergency.removed_at > now:
        faults["removed_at"] = "La messa in sicurezza non può essere nel futuro."
    elif now - emergency.removed_at > OLDEST:
        faults["removed_at"] = "La messa in sicurezza è di oltre sei mesi fa: controllare l’anno."
    if emergency.oral_notice_at > now:
        faults["oral_notice_at"] = "L’avviso orale non può essere nel futuro."
    elif emergency.oral_notice_at < emergency.removed_at:
        faults["oral_notice_at"] = "L’avviso orale non può precedere la messa in sicurezza."
    return faults


def _about(emergency: Emergency, children: list[Case]) -> checks.Faults:
    """Children, not adults, of open cases, and each removed once at a time."""
    day = _rules_day(emergency)
    for case in children:
        if not case.is_open:
            return {"cases": f"Il fascicolo {case.reference} è chiuso: riaprirlo prima."}
        age = case.person.age_on(day)
        if age is not None and age >= MAJORITY:
            return {
                "cases": f"Per il fascicolo {case.reference}: quel giorno la persona aveva già {MAJORITY} anni."
            }
        if Emergency.objects.filter(cases=case, state=EmergencyState.IN_CORSO).exists():
            return {"cases": f"Per il fascicolo {case.reference} c’è già un allontanamento in corso."}
    return {}


def _put(step: EmergencyStep, done_at: datetime, proof: str, document: Document | None) -> None:
    """Write on the step what the person says of it, if it can be."""
    moment = to_the_minute(done_at)
    faults = {}
    if step.starts_at is not None and moment < step.starts_at:
        start = step.starts_at.astimezone(ROME)
        faults["done_at"] = (
            f"Il termine decorre dalle {start:%H:%M} del {start:%d/%m/%Y}: non può essere prima."
        )
    elif moment > timezone.now():
        faults["done_at"] = "Un passo non può essere compiuto nel futuro."
    if not proof.strip():
        faults["proof"] = "Indicare la prova: ricevuta, protocollo, chi ha confermato e come."
    if document is not None and not _still_there(document, step):
        faults["document"] = "Il documento non è di questi fascicoli."
    if faults:
        raise ValidationError(faults)
    step.done_at, step.proof, step.document = moment, proof.strip(), document


def _still_there(document: Document, step: EmergencyStep) -> bool:
    """Whether a document lies in a record of the removal; locked, so that nobody takes it away meanwhile."""
    rows = Document.objects.select_for_update().filter(case__in=step.emergency.cases.all())
    return rows.filter(pk=document.pk).first() is not None


def _check_followers(emergency: Emergency, step: EmergencyStep) -> None:
    if step.done_at is None:
        return
    for later in _followers(emergency, step.kind, step.done_at):
        raise ValidationError(
            {"done_at": f"Il passo «{later.get_kind_display()}» è stato compiuto prima: correggere quello."}
        )


def _followers(emergency: Emergency, kind: str | None, moment: datetime) -> list[EmergencyStep]:
    """The steps that run from `kind` and were done before `moment`."""
    kinds = [link.kind for link in links_after(kind)]
    return list(emergency.steps.filter(kind__in=kinds, done_at__lt=moment))


def _before(step: EmergencyStep) -> str:
    after = LINKS[EmergencyStepKind(step.kind)].after
    return after.label if after else ""


# --- The chain ------------------------------------------------------------------------------------------
def _locked(emergency: Emergency, by: User) -> Emergency:
    """The removal as it is now, held until the action ends, and still running."""
    found = Emergency.objects.select_for_update(of=("self",)).get(pk=emergency.pk)
    require_change_of(by, found)
    if found.state != EmergencyState.IN_CORSO:
        raise ValidationError(f"L’allontanamento è chiuso: {found.get_state_display().lower()}.")
    return found


def _rules_day(emergency: Emergency) -> date:
    return emergency.removed_at.astimezone(ROME).date()


def _lay_chain(emergency: Emergency) -> None:
    numbers = known_numbers([link.slug for link in CHAIN], _rules_day(emergency))
    for link in CHAIN:
        emergency.steps.create(kind=link.kind, explanation=expectation(link, numbers.get(link.slug)))
    _start_clocks(emergency, None, emergency.removed_at)


def _start_clocks(emergency: Emergency, kind: str | None, start: datetime) -> None:
    """Start, or move, the clocks of the steps that run from `kind`. The law is that of the removal's day."""
    for link in links_after(kind):
        step = emergency.steps.select_for_update().get(kind=link.kind)
        number = legal_number(link.slug, _rules_day(emergency))
        try:
            found = due_moment(start, number)
        except TermError as error:
            raise ValidationError(str(error)) from error
        step.starts_at, step.due_at, step.explanation = start, found.due_at.astimezone(UTC), found.explanation
        step.save(update_fields=["starts_at", "due_at", "explanation"])
        _keep_deadlines(emergency, link, step, found.due_at)
        if step.done_at is not None:
            _restate(step)


def _keep_deadlines(emergency: Emergency, link: Link, step: EmergencyStep, due: datetime) -> None:
    """One row per child: new, or moved to the new term."""
    for case in emergency.cases.order_by("pk"):
        deadline = open_deadline(
            case=case,
            title=_title(link),
            due_on=due.date(),
            due_at=due,
            origin=step.origin(),
            explanation=step.explanation,
            by=None,
        )
        if deadline.due_at != due:
            deadline.due_at, deadline.due_on, deadline.explanation = due, due.date(), step.explanation
            deadline.save(update_fields=["due_at", "due_on", "explanation"])


def _restate(step: EmergencyStep) -> None:
    """The proof on the fulfilled rows follows the correction."""
    for deadline in Deadline.objects.select_for_update().filter(origin=step.origin()):
        deadline.closed_at, deadline.proof = step.done_at, _proof_of(step)[:200]
        deadline.save(update_fields=["closed_at", "proof"])


def _title(link: Link) -> str:
    return f"Art. 403: {link.kind.label}" if link.ours else f"Art. 403, da seguire: {link.kind.label}"


def _proof_of(step: EmergencyStep) -> str:
    return f"In ritardo. {step.proof}" if is_late(step) else step.proof
