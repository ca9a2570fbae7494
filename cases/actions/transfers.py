"""Handing a case to another unit of the same titolare, which accepts it or not."""

from datetime import date, timedelta

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.enums import Profession
from accounts.models import Unit, User
from cases.actions.intake import ROLE_OF_PROFESSION
from cases.enums import TeamRole, TransferState
from cases.models import Appointment, Case, CaseTransfer, Deadline, TeamMember
from cases.permissions import end_grants, people_who_may_join, people_who_see, require_lead
from cases.transfers import people_of, to_decide, units_to_transfer_to

CHANGED = "Nel frattempo il caso è cambiato: il trasferimento va proposto di nuovo."


@transaction.atomic
def propose_transfer(*, case: Case, to_unit: Unit, note: str, by: User) -> CaseTransfer:
    """Offer a case to another unit with its hand-over note. Nothing moves until that unit accepts.

    Raises PermissionDenied unless `by` leads the case's unit, ValidationError for a closed case, a unit of
    another titolare, or a second proposal.
    """
    require_lead(by, case)
    case = Case.unscoped.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
    if not case.is_open:
        raise ValidationError("Il caso è chiuso: si trasferisce solo un caso aperto.")
    if not units_to_transfer_to(case).filter(pk=to_unit.pk).exists():
        raise ValidationError({"to_unit": "Questa unità non lavora per lo stesso titolare."})
    transfer = CaseTransfer(case=case, from_unit=case.unit, to_unit=to_unit, note=note, proposed_by=by)
    transfer.full_clean()
    transfer.save()
    return transfer


@transaction.atomic
def withdraw_transfer(*, transfer: CaseTransfer, by: User) -> CaseTransfer:
    """Take a proposal back before it is decided."""
    require_lead(by, transfer.case)
    return _decide(_waiting(transfer), TransferState.WITHDRAWN, "", by)


@transaction.atomic
def refuse_transfer(*, transfer: CaseTransfer, answer: str, by: User) -> CaseTransfer:
    """The other unit does not take the case, and says why."""
    _require_decider(transfer, by)
    if not answer.strip():
        raise ValidationError({"answer": "Scrivere perché il caso non viene accettato."})
    return _decide(_waiting(transfer), TransferState.REFUSED, answer, by)


@transaction.atomic
def accept_transfer(*, transfer: CaseTransfer, responsible: User, answer: str, by: User) -> CaseTransfer:
    """Take the case: from this moment it is of the new unit, `responsible` answers for it, the old one is out.

    Of the équipe stays who works in the new unit; every right to read given to one person ends; deadlines
    and appointments of who no longer sees the case pass to the responsible. An access kept to the équipe
    stays so. Raises PermissionDenied unless `by` leads the new unit, ValidationError.
    """
    _require_decider(transfer, by)
    row = _waiting(transfer)
    case = Case.unscoped.select_for_update(of=("self",)).get(pk=row.case_id)
    if case.unit_id != row.from_unit_id or not case.is_open:
        raise ValidationError(CHANGED)
    case.unit = row.to_unit
    able = people_who_may_join(case) & people_of(row.to_unit)
    if not able.filter(pk=responsible.pk).exists():
        raise ValidationError({"responsible": "Questa persona non può prendere il caso."})
    case.full_clean(exclude=["status"])  # protected: only a transition may set it
    case.save(update_fields=["unit"])
    with pghistory.context(user=by.pk):
        _settle_team(case, responsible, row.note)
        end_grants(case=case)
        _settle_duties(case, responsible)
    return _decide(row, TransferState.ACCEPTED, answer, by)


def _require_decider(transfer: CaseTransfer, by: User) -> None:
    if not to_decide(by).filter(pk=transfer.pk).exists():
        raise PermissionDenied


def _waiting(transfer: CaseTransfer) -> CaseTransfer:
    """The proposal, locked, if nobody has decided meanwhile."""
    rows = CaseTransfer.objects.waiting().select_for_update(of=("self",)).select_related("to_unit")
    row = rows.filter(pk=transfer.pk).first()
    if row is None:
        raise ValidationError("Su questo trasferimento qualcuno ha già deciso.")
    return row


def _decide(row: CaseTransfer, state: str, answer: str, by: User) -> CaseTransfer:
    row.state, row.answer, row.decided_by, row.decided_at = state, answer, by, timezone.now()
    row.full_clean()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    return row


def _settle_team(case: Case, responsible: User, note: str) -> None:
    """The old unit's people leave as of yesterday: today's last day would let them look until midnight."""
    today = timezone.localdate()
    staying = set(people_of(case.unit).values_list("pk", flat=True)) - {responsible.pk}
    for member in TeamMember.objects.select_for_update().filter(case=case).exclude(valid_to__lt=today):
        if member.user_id in staying and not member.responsible:
            continue
        _end_before(member, today)
        if member.user_id in staying:
            TeamMember.objects.create(case=case, user_id=member.user_id, role=member.role, valid_from=today)
    profession = Profession(responsible.profession)
    member = TeamMember(
        case=case,
        user=responsible,
        role=ROLE_OF_PROFESSION.get(profession, TeamRole.ALTRO),
        responsible=True,
        valid_from=today,
        note=note[:1000],
    )
    member.full_clean()
    member.save()


def _end_before(member: TeamMember, today: date) -> None:
    """Rows that would begin today or later never came about: only the history keeps them."""
    if member.valid_from >= today:
        member.delete()
        return
    member.valid_to = today - timedelta(days=1)
    member.save(update_fields=["valid_to"])


def _settle_duties(case: Case, responsible: User) -> None:
    """Nothing is left with somebody who can no longer open the case."""
    seeing = set(people_who_see(case).values_list("pk", flat=True))
    owned = Deadline.objects.select_for_update(of=("self",)).open().filter(case=case, owner__isnull=False)
    for deadline in owned.exclude(owner__in=seeing):
        deadline.owner = None  # of who is responsible for the case
        deadline.save(update_fields=["owner"])
    for appointment in Appointment.objects.planned().filter(case=case).prefetch_related("operators"):
        left = [person for person in appointment.operators.all() if person.pk in seeing]
        appointment.operators.set(left or [responsible])
