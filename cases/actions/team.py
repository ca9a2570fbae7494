"""The équipe of a case: who works on it, who answers for it, who may look."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cases.models import Case, TeamMember
from cases.permissions import (
    grant,
    people_who_may_join,
    people_who_see,
    require_change,
    require_lead,
    withdraw_grant,
)

NOT_HERE = "Questa persona non lavora, oggi, per il titolare del caso."


def _locked(case: Case, by: User) -> Case:
    """The case, locked: two people rearranging one équipe wait for each other."""
    require_change(by, [case])
    rows = Case.unscoped.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=case.pk)


def _require_colleague(case: Case, user: User, field: str) -> None:
    if not people_who_may_join(case).filter(pk=user.pk).exists():
        raise ValidationError({field: NOT_HERE})


@transaction.atomic
def add_to_team(*, case: Case, user: User, role: str, valid_from: date, note: str, by: User) -> TeamMember:
    """Bring a colleague into the équipe from a day on, without the responsibility."""
    case = _locked(case, by)
    _require_colleague(case, user, "user")
    member = TeamMember(case=case, user=user, role=role, valid_from=valid_from, note=note)
    member.full_clean()
    member.save()
    return member


@transaction.atomic
def leave_team(*, case: Case, member: TeamMember, valid_to: date, note: str, by: User) -> TeamMember:
    """A member's last day. Who answers for the case first hands it over, so that it is never nobody's."""
    case = _locked(case, by)
    member = TeamMember.objects.select_for_update().get(pk=member.pk, case=case)
    if member.responsible and member.valid_to is None:
        raise ValidationError(
            "Il responsabile esce dall'équipe solo dopo il passaggio a un altro responsabile."
        )
    if valid_to < member.valid_from:
        # Asked before the database: a range that ends before it starts would stop the check of overlaps.
        raise ValidationError({"valid_to": "La fine non può precedere l'inizio."})
    member.valid_to = valid_to
    member.note = note or member.note
    member.full_clean()
    member.save(update_fields=["valid_to", "note"])
    return member


@transaction.atomic
def hand_over(*, case: Case, to: User, role: str, on: date, note: str, stays: bool, by: User) -> TeamMember:
    """Make `to` responsible from `on`. Who was responsible before ends, or stays as a member (`stays`).

    Rows that began on `on` itself are corrected in place: there is no day before to end them on.
    """
    case = _locked(case, by)
    _require_colleague(case, to, "to")
    running = TeamMember.objects.select_for_update().filter(Q(valid_to=None) | Q(valid_to__gte=on), case=case)
    former = running.filter(responsible=True).first()
    if former and former.user_id == to.pk:
        raise ValidationError({"to": "È già responsabile del caso."})
    if running.filter(Q(responsible=True) | Q(user=to), valid_from__gt=on).exists():
        raise ValidationError(
            {"on": "L'équipe è già cambiata dopo questo giorno: scegliere un giorno successivo."}
        )
    if former:
        _step_back(former, on, stays)
    return _step_forward(case, to, role, on, note, running.filter(user=to).first())


def _step_back(former: TeamMember, on: date, stays: bool) -> None:
    if former.valid_from == on:
        former.responsible = False
        former.valid_to = former.valid_to if stays else on
        former.save(update_fields=["responsible", "valid_to"])
        return
    ends = former.valid_to
    former.valid_to = on - timedelta(days=1)
    former.save(update_fields=["valid_to"])
    if stays:
        after = TeamMember(case=former.case, user=former.user, role=former.role, valid_from=on, valid_to=ends)
        after.full_clean()
        after.save()


def _step_forward(
    case: Case, to: User, role: str, on: date, note: str, present: TeamMember | None
) -> TeamMember:
    if present and present.valid_from == on:
        present.responsible, present.role, present.note, present.valid_to = True, role, note, None
        present.full_clean()
        present.save(update_fields=["responsible", "role", "note", "valid_to"])
        return present
    if present:
        present.valid_to = on - timedelta(days=1)
        present.save(update_fields=["valid_to"])
    member = TeamMember(case=case, user=to, role=role, responsible=True, valid_from=on, note=note)
    member.full_clean()
    member.save()
    return member


@transaction.atomic
def let_read(*, case: Case, to: User, by: User, until: date | None = None) -> None:
    """Let a colleague of the same titolare read the case without being in its équipe, up to a day included."""
    _require_colleague(case, to, "to")
    _require_future(until)
    grant(case=case, to=to, permission="view_case", by=by, until=until)


def _require_future(until: date | None) -> None:
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": "La fine non può essere nel passato."})


@transaction.atomic
def stop_reading(*, case: Case, to: User, by: User) -> None:
    """Take back every right given to one person on the case."""
    withdraw_grant(case=case, to=to, by=by)


@transaction.atomic
def let_read_secrets(*, case: Case, to: User, by: User, until: date | None = None) -> None:
    """Let somebody who sees the case read its protected addresses and contacts, too, up to a day included.

    Only who leads the unit decides it (PermissionDenied). Raises ValidationError for somebody who does not see the
    case: the right opens the addresses, never the case.
    """
    require_lead(by, case)
    _require_future(until)
    if not people_who_see(case).filter(pk=to.pk).exists():
        raise ValidationError({"to": "Questa persona, oggi, non vede il fascicolo."})
    grant(case=case, to=to, permission="read_secrets", by=by, until=until)


@transaction.atomic
def stop_reading_secrets(*, case: Case, to: User, by: User) -> None:
    """Take back the right to the protected addresses; whatever else the person may see stays."""
    require_lead(by, case)
    withdraw_grant(case=case, to=to, by=by, rights=["read_secrets"])
