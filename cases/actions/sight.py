"""Who may not see a case although role or unit would say so: restricted cases and barred people."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.permissions import forget_roles
from cases.enums import Kinship, TeamRole
from cases.models import Barrier, Case, HouseholdMember, Person, Restriction, TeamMember
from cases.permissions import (
    changeable_cases,
    people_who_may_join,
    require_lead,
)

NETWORK = [kinship for kinship in Kinship if kinship.informal]
JOINS = "Entra nell'équipe con la limitazione di accesso, per poterla togliere."


def _locked(case: Case, by: User) -> Case:
    require_lead(by, case)
    return Case.unscoped.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)


@transaction.atomic
def restrict_case(*, case: Case, reason: str, by: User) -> Restriction:
    """Leave the case to its équipe alone. Who decides it joins the équipe, so that somebody can undo it.

    Raises ValidationError when the case is already restricted.
    """
    case = _locked(case, by)
    if case.restricted:
        raise ValidationError("Il caso è già ad accesso ristretto.")
    _stay_in_team(case, by)
    restriction = Restriction(case=case, reason=reason, started_at=timezone.now(), started_by=by)
    restriction.full_clean()
    restriction.save()
    case.restricted = True
    case.save(update_fields=["restricted"])
    return restriction


def _stay_in_team(case: Case, by: User) -> None:
    today = timezone.localdate()
    if TeamMember.objects.in_force(today).filter(case=case, user=by).exists():
        return
    member = TeamMember(case=case, user=by, role=TeamRole.COORDINATORE, valid_from=today, note=JOINS)
    member.full_clean()
    member.save()


@transaction.atomic
def lift_restriction(*, case: Case, reason: str, by: User) -> Case:
    """Give the case back to who sees the cases of its unit. Raises ValidationError when it is not restricted."""
    case = _locked(case, by)
    if not case.restricted:
        raise ValidationError("Il caso non è ad accesso ristretto.")
    for row in Restriction.objects.select_for_update().filter(case=case, ended_at=None):
        row.ended_at, row.ended_by, row.end_reason = timezone.now(), by, reason
        row.full_clean()
        row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    case.restricted = False
    case.save(update_fields=["restricted"])
    return case


@transaction.atomic
def bar_person(
    *, case: Case, user: User, kind: str, reason: str, valid_from: date, siblings: bool, by: User
) -> list[Barrier]:
    """Keep one worker from the case from a day on; with `siblings` from the other cases of the household, too.

    It acts at the next request, above every other right. Raises ValidationError for somebody who does not
    work for the titolare of the case, or is barred already.
    """
    case = _locked(case, by)
    if not people_who_may_join(case).filter(pk=user.pk).exists():
        raise ValidationError({"user": "Questa persona non lavora, oggi, per il titolare, o è già esclusa."})
    cases = [case, *(_siblings(case, user, by) if siblings else [])]
    barriers = [
        Barrier(case=each, user=user, kind=kind, reason=reason, valid_from=valid_from, registered_by=by)
        for each in cases
    ]
    for barrier in barriers:
        barrier.full_clean()
        barrier.save()
    forget_roles()
    return barriers


def _siblings(case: Case, user: User, by: User) -> list[Case]:
    """The other cases of the household that `by` leads and that the barrier does not already cover."""
    others = changeable_cases(by).filter(household=case.household_id, unit=case.unit_id).exclude(pk=case.pk)
    barred = Barrier.objects.in_force(timezone.localdate()).filter(case__in=others, user=user)
    return list(others.exclude(pk__in=barred.values("case")).order_by("pk"))


@transaction.atomic
def end_barrier(*, barrier: Barrier, valid_to: date, end_reason: str, by: User) -> Barrier:
    """The last day of a barrier, with the reason. Raises ValidationError when it would end before it starts."""
    _locked(barrier.case, by)
    barrier = Barrier.objects.select_for_update().get(pk=barrier.pk)
    if valid_to < barrier.valid_from:
        # Asked before the database: a range that ends before it starts would stop the check of overlaps.
        raise ValidationError({"valid_to": "La fine non può precedere l'inizio."})
    barrier.valid_to, barrier.end_reason = valid_to, end_reason
    barrier.full_clean()
    barrier.save(update_fields=["valid_to", "end_reason"])
    forget_roles()
    return barrier


@transaction.atomic
def inherit_barriers(*, case: Case) -> None:
    """Who is barred from a family is barred from each new case of it, also when the barred person opens it.

    The family are the cases about the same child or household, and those of the households in which its kin live.
    """
    people = _kin().filter(household=case.household_id).values("person")
    same = Q(household=case.household_id) | Q(person=case.person_id)
    _bar_alike(_barriers_of(Case.unscoped.filter(same | _about(people)).exclude(pk=case.pk)), [case])
    forget_roles()


def cases_about(person: Person) -> QuerySet[Case]:
    """The cases of a person and of the households in which the person lives, today, or is kin."""
    return Case.unscoped.filter(_about([person.pk]))


@transaction.atomic
def join_families(*, one: Iterable[Case], other: Iterable[Case]) -> list[Barrier]:
    """Two groups of cases turn out to be about one family: who is barred from a case of the one is barred from those
    of the other, and the other way round. Gives the barriers this made.
    """
    first, second = set(one), set(other)
    of_first, of_second = _barriers_of(first), _barriers_of(second)
    made = [*_bar_alike(of_first, second - first), *_bar_alike(of_second, first - second)]
    forget_roles()
    return made


def _kin() -> QuerySet[HouseholdMember]:
    """Who lives in a household or is a relative. Friends, neighbours and teachers make no family of those they know."""
    return HouseholdMember.objects.as_of(timezone.localdate()).exclude(kinship__in=NETWORK)


def _about(people: Any) -> Q:
    return Q(person__in=people) | Q(household__in=_kin().filter(person__in=people).values("household"))


def _barriers_of(cases: Iterable[Case]) -> list[Barrier]:
    """The first barrier, in force or still to come, of each person barred from one of these cases."""
    rows = _lasting().filter(case__in=cases)
    return list(rows.order_by("user_id", "valid_from", "pk").distinct("user_id"))


def _lasting() -> QuerySet[Barrier]:
    """The barriers that have not ended."""
    return Barrier.objects.filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate()))


def _bar_alike(barred: list[Barrier], cases: Iterable[Case]) -> list[Barrier]:
    """Bar the same people, for the same reasons, from each of `cases` from which they are not barred yet."""
    today = timezone.localdate()
    already = set(_lasting().filter(case__in=cases).values_list("case", "user"))
    return [
        Barrier.objects.create(
            case=case,
            user_id=row.user_id,
            kind=row.kind,
            reason=row.reason,
            valid_from=max(today, row.valid_from),
            registered_by_id=row.registered_by_id,
        )
        for case in sorted(cases, key=lambda each: each.pk)
        for row in barred
        if (case.pk, row.user_id) not in already
    ]
