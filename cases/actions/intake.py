"""Opening cases: one for each child of a household, entered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import Profession
from accounts.models import Unit, User
from accounts.permissions import roles_of
from cases.actions.people import AddressData, place_address, set_tax_code
from cases.actions.sight import inherit_barriers
from cases.enums import Kinship, TeamRole
from cases.models import (
    Case,
    Code,
    Household,
    HouseholdMember,
    ParentalResponsibility,
    Person,
    ReferenceCounter,
    TeamMember,
)
from cases.permissions import persons_in_sight

ROLE_OF_PROFESSION = {
    Profession.ASSISTENTE_SOCIALE: TeamRole.ASSISTENTE_SOCIALE,
    Profession.EDUCATORE: TeamRole.EDUCATORE,
    Profession.PSICOLOGO: TeamRole.PSICOLOGO,
    Profession.PEDAGOGISTA: TeamRole.PEDAGOGISTA,
}


@dataclass(frozen=True)
class ChildData:
    """What is known of a child when its case opens."""

    first_name: str
    last_name: str
    birth_date: date | None = None
    sex: str = "N"
    birth_place: str = ""
    citizenship: str = ""
    tax_code: str = ""
    birth_place_code: str = ""
    known: int | None = None


@dataclass(frozen=True)
class AdultData:
    """An adult of the household; `responsibility` is empty when the adult holds none.

    `known`, here as for a child, is a person already met: the rest of the data then stay as they are.
    """

    first_name: str
    last_name: str
    kinship: str
    birth_date: date | None = None
    cohabiting: bool = True
    responsibility: str = ""
    tax_code: str = ""
    known: int | None = None


def units_open_to(user: User) -> QuerySet[Unit]:
    """The units, today, for which `user` may open a case: those the person works in."""
    roles = roles_of(user)
    return Unit.objects.filter(pk__in=roles.operator_units | roles.lead_units, active=True).select_related(
        "controller"
    )


@transaction.atomic
def register_intake(
    *,
    unit: Unit,
    household: Household | None,
    household_name: str,
    children: Sequence[ChildData],
    adults: Sequence[AdultData],
    address: AddressData | None,
    source: str,
    reason: str,
    opened_on: date,
    by: User,
    source_code: Code | None = None,
) -> list[Case]:
    """Open one case per child, in one household, with `by` as responsible of each.

    `household` is one that `by` reached through a visible case; without it a new one named `household_name`
    is made. Raises PermissionDenied for a unit `by` does not work in, ValidationError for data that cannot be.
    Somebody already known is taken only if `by` meets that person in a visible case.
    """
    if unit not in units_open_to(by):
        raise PermissionDenied
    if not children:
        raise ValidationError("Serve almeno un minore.")
    if opened_on > timezone.localdate():
        raise ValidationError({"opened_on": "La data di apertura non può essere nel futuro."})
    home = household or _new_household(unit, household_name)
    if home.controller_id != unit.controller_id:
        raise ValidationError("Il nucleo appartiene a un altro titolare.")
    known = [*(row.known for row in adults), *(row.known for row in children)]
    met = _met(home, [pk for pk in known if pk], by)
    parents = [_settle_adult(home, adult, opened_on, met) for adult in adults]
    people = [_settle_child(home, child, opened_on, parents, met) for child in children]
    _refuse_second_case(unit, people)
    report = {"source_code": source_code, "source": source, "reason": reason, "opened_on": opened_on}
    numbers = take_references(year=timezone.localdate().year, count=len(people))
    cases = [
        _open_case(number, person, home, unit, by, report)
        for number, person in zip(numbers, people, strict=True)
    ]
    for case in cases if address else []:
        first_day = _not_before_birth(case.person, opened_on)
        place_address(person=case.person, case=case, address=address, valid_from=first_day)  # type: ignore[arg-type]
    for case in cases:
        inherit_barriers(case=case)
    return cases


def _met(home: Household, wanted: Sequence[int], by: User) -> dict[int, Person]:
    """The known persons by id: each one met by `by` in a visible case of this titolare, and named once."""
    found = persons_in_sight(by).filter(pk__in=wanted, controller=home.controller_id).in_bulk()
    if set(wanted) - set(found):
        raise ValidationError("Una delle persone scelte non è tra quelle che vedi: cercala di nuovo.")
    if len(set(wanted)) < len(wanted):
        raise ValidationError("La stessa persona è stata scelta due volte.")
    return found


def _refuse_second_case(unit: Unit, people: Sequence[Person]) -> None:
    """The same words whether the open case is in sight or not."""
    if Case.unscoped.filter(unit=unit, person__in=people, closed_on=None).exists():
        raise ValidationError(
            "Per una delle persone scelte non si può aprire un altro caso in questa unità: parlane con chi la coordina."
        )


@transaction.atomic
def take_references(*, year: int, count: int) -> list[str]:
    """The next `count` references of a year, such as `2026/00042`.

    The counter stays locked until the caller's transaction ends: if that is undone, so is the number.
    """
    if not ReferenceCounter.objects.filter(year=year).exists():
        ReferenceCounter.objects.get_or_create(year=year, defaults={"last": _highest_reference(year)})
    counter = ReferenceCounter.objects.select_for_update().get(year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{year}/{number:05d}" for number in range(first, first + count)]


def _highest_reference(year: int) -> int:
    """The greatest number already used in a year, for records that came from elsewhere."""
    last = Case.unscoped.filter(reference__startswith=f"{year}/").order_by("-reference").first()
    tail = last.reference.partition("/")[2] if last else ""
    return int(tail) if tail.isdecimal() else 0


def _new_household(unit: Unit, name: str) -> Household:
    household = Household(controller=unit.controller, name=name)
    household.full_clean()
    household.save()
    return household


def _settle_adult(
    home: Household, adult: AdultData, since: date, met: dict[int, Person]
) -> tuple[Person, str]:
    person = met[adult.known] if adult.known else None
    if person is None:
        person = _new_person(home, adult.first_name, adult.last_name, adult.birth_date)
        if adult.tax_code:
            set_tax_code(person=person, value=adult.tax_code)
    _join(home, person, adult.kinship, adult.cohabiting, since)
    return person, adult.responsibility


def _settle_child(
    home: Household,
    child: ChildData,
    since: date,
    parents: Sequence[tuple[Person, str]],
    met: dict[int, Person],
) -> Person:
    person = met[child.known] if child.known else _new_child(home, child)
    _join(home, person, Kinship.CHILD, True, since)
    for parent, status in parents:
        already = ParentalResponsibility.objects.filter(child=person, parent=parent)
        if status and not already.exists():
            held = ParentalResponsibility(
                child=person, parent=parent, status=status, valid_from=_not_before_birth(person, since)
            )
            held.full_clean()
            held.save()
    return person


def _new_child(home: Household, child: ChildData) -> Person:
    person = _new_person(
        home,
        child.first_name,
        child.last_name,
        child.birth_date,
        sex=child.sex,
        birth_place=child.birth_place,
        birth_place_code=child.birth_place_code,
        citizenship=child.citizenship,
    )
    if child.tax_code:
        set_tax_code(person=person, value=child.tax_code)
    return person


def _new_person(
    home: Household, first_name: str, last_name: str, birth_date: date | None, **fields: str
) -> Person:
    person = Person(
        controller_id=home.controller_id,
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        **fields,
    )
    person.full_clean()
    person.save()
    return person


def _join(home: Household, person: Person, kinship: str, cohabiting: bool, since: date) -> None:
    """Into the household, unless the person is there already."""
    first_day = _not_before_birth(person, since)
    stays = HouseholdMember.objects.filter(household=home, person=person)
    if stays.filter(Q(valid_to=None) | Q(valid_to__gte=first_day)).exists():
        return
    member = HouseholdMember(
        household=home,
        person=person,
        kinship=kinship,
        cohabiting=cohabiting,
        valid_from=first_day,
    )
    member.full_clean()
    member.save()


def _not_before_birth(person: Person, day: date) -> date:
    return max(day, person.birth_date) if person.birth_date else day


def _open_case(
    reference: str,
    person: Person,
    home: Household,
    unit: Unit,
    by: User,
    report: dict[str, Any],
) -> Case:
    case = Case(reference=reference, person=person, household=home, unit=unit, **report)
    case.full_clean(exclude=["status"])  # protected: only a transition may set it
    case.save()
    responsible = TeamMember(
        case=case,
        user=by,
        role=ROLE_OF_PROFESSION.get(Profession(by.profession), TeamRole.ALTRO),
        responsible=True,
        valid_from=timezone.localdate(),
    )
    responsible.full_clean()
    responsible.save()
    return case
