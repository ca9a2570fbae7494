"""The household of a case as of a day, with what this reader may not know already left out."""

from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from cases.actions.people import persons_with_own_file
from cases.enums import Kinship
from cases.models import Address, Case, HouseholdMember, ParentalResponsibility, Person
from cases.permissions import may_read_secrets, saw, visible_cases


@dataclass(frozen=True)
class AddressRow:
    """An address as this reader may see it: `text` of a secret one is the neutral formula."""

    pk: int
    person: Person
    kind: str
    text: str
    secret: bool
    valid_from: date
    valid_to: date | None


@dataclass
class Picture:
    """The household on one day."""

    day: date
    present: list[HouseholdMember] = field(default_factory=list)
    former: list[HouseholdMember] = field(default_factory=list)
    addresses: list[AddressRow] = field(default_factory=list)
    responsibilities: list[ParentalResponsibility] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)  # by person, the visible ones only
    own_files: set[int] = field(default_factory=set)  # persons whose data are in a file of their own


def picture_of(case: Case, *, day: date, user: User) -> Picture:
    """Everything dated about the household of `case` on `day`, for `user`. At most eight queries."""
    members = list(
        HouseholdMember.objects.filter(household=case.household_id)
        .select_related("person")
        .order_by("person__birth_date", "pk")
    )
    present = [row for row in members if row.valid_from <= day and (not row.valid_to or row.valid_to >= day)]
    former = [row for row in members if row.valid_to and row.valid_to < day]
    own_files = persons_with_own_file(case)
    return Picture(
        day=day,
        present=sorted(present, key=lambda row: row.kinship != Kinship.CHILD),
        former=former,
        addresses=_addresses(case, present, own_files, day, user),
        own_files=own_files,
        responsibilities=list(
            ParentalResponsibility.objects.as_of(day)
            .filter(child=case.person_id)
            .select_related("parent")
            .order_by("parent__last_name", "pk")
        ),
        cases=_cases_of(case, members, user),
    )


def _cases_of(case: Case, members: list[HouseholdMember], user: User) -> dict[int, Case]:
    persons = {row.person_id for row in members} - {case.person_id}
    found = visible_cases(user).filter(person__in=persons, household=case.household_id).order_by("opened_on")
    cases = {each.person_id: each for each in found}
    saw(each.pk for each in cases.values())
    return cases


def _addresses(
    case: Case, present: list[HouseholdMember], own_files: set[int], day: date, user: User
) -> list[AddressRow]:
    """Where the child lives, and the others of the household who have no file of their own."""
    persons = {row.person_id for row in present} - own_files | {case.person_id}
    rows = list(
        Address.objects.as_of(day)
        .filter(person__in=persons)
        .select_related("person")
        .order_by("person__birth_date", "kind", "-valid_from")
    )
    open_secrets = any(row.secret for row in rows) and may_read_secrets(user, case)
    return [
        AddressRow(
            pk=row.pk,
            person=row.person,
            kind=row.get_kind_display(),
            text=row.text if open_secrets else row.public_text,
            secret=row.secret,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]
