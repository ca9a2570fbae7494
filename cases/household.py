"""The household of a case as of a day, with what this reader may not know already left out."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from cases.actions.people import household_rows, persons_with_own_file
from cases.enums import Kinship
from cases.kinship import Link, links_of
from cases.models import (
    Address,
    Case,
    Contact,
    HouseholdMember,
    Identifier,
    LegalProtection,
    ParentalResponsibility,
    Person,
)
from cases.permissions import may_read_secrets, saw, visible_cases
from cases.places import name_on

Row = TypeVar("Row", bound=Model)
LIVING, FAMILY, NETWORK = "Nucleo convivente", "Altri familiari", "Rete informale"


@dataclass(frozen=True)
class Group:
    """One of the three circles around the children, with who is in it on the day."""

    name: str
    members: list[HouseholdMember]


@dataclass(frozen=True)
class AddressRow:
    """An address without its secret: `text` of a protected one, shown to who may read it, is a neutral formula."""

    pk: int
    person: Person
    kind: str
    text: str
    comune: str
    secret: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Passage:
    """Somebody who came into the household or left it."""

    day: date
    entered: bool
    member: HouseholdMember


@dataclass
class Picture:
    """The household on one day."""

    day: date
    present: list[HouseholdMember] = field(default_factory=list)
    former: list[HouseholdMember] = field(default_factory=list)
    addresses: list[AddressRow] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    responsibilities: list[ParentalResponsibility] = field(default_factory=list)
    protections: list[LegalProtection] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)  # by person, the visible ones only
    own_files: set[int] = field(default_factory=set)  # persons whose data are in a file of their own
    reads_secrets: bool = False

    @property
    def groups(self) -> list[Group]:
        """Who lives with the children, the other relatives, the network. Empty circles are left out."""
        circles: dict[str, list[HouseholdMember]] = {LIVING: [], FAMILY: [], NETWORK: []}
        for member in self.present:
            circles[circle_of(member)].append(member)
        return [Group(name, members) for name, members in circles.items() if members]


def circle_of(member: HouseholdMember) -> str:
    """Which of the three circles a member is in."""
    if member.cohabiting:
        return LIVING
    return NETWORK if Kinship(member.kinship).informal else FAMILY


def picture_of(case: Case, *, day: date, user: User) -> Picture:
    """Everything dated about the household of `case` on `day`, for `user`. At most twelve queries."""
    members = list(household_rows(case))
    present = [row for row in members if row.valid_from <= day and (not row.valid_to or row.valid_to >= day)]
    own_files = {row.person_id for row in members if row.own_file}  # type: ignore[attr-defined]
    reads_secrets = may_read_secrets(user, case)
    kept_here = {row.person_id for row in present} - own_files | {case.person_id}
    about_child = {"child": case.person_id}
    return Picture(
        day=day,
        present=sorted(present, key=lambda row: row.kinship != Kinship.CHILD),
        former=_former(members, present, day),
        addresses=_addresses(case, kept_here, day, reads_secrets=reads_secrets),
        contacts=list(
            _written_here(Contact.objects.as_of(day), case)
            .filter(person__in=kept_here, secret=False)
            .select_related("person")
            .order_by("person__birth_date", "person", "kind", "pk")
        ),
        own_files=own_files,
        responsibilities=list(
            ParentalResponsibility.objects.as_of(day)
            .filter(**about_child)
            .select_related("parent")
            .order_by("parent__last_name", "pk")
        ),
        protections=list(
            LegalProtection.objects.as_of(day)
            .filter(person=case.person_id)
            .select_related("holder")
            .order_by("valid_from", "pk")
        ),
        links=links_of(members, day),
        passages=_passages(members, day),
        cases=_cases_of(case, members, user),
        reads_secrets=reads_secrets,
    )


def _former(
    members: list[HouseholdMember], present: list[HouseholdMember], day: date
) -> list[HouseholdMember]:
    """Who has left by that day and is not back."""
    here = {row.person_id for row in present}
    return [row for row in members if row.valid_to and row.valid_to < day and row.person_id not in here]


def _passages(members: list[HouseholdMember], day: date) -> list[Passage]:
    """Who entered and who left up to `day`, latest first. Going on in another way is neither."""
    ends = {(row.person_id, row.valid_to) for row in members if row.valid_to}
    starts = {(row.person_id, row.valid_from) for row in members}
    found = []
    for row in members:
        if row.valid_from <= day and not _touches(row.person_id, row.valid_from, ends, before=True):
            found.append(Passage(row.valid_from, True, row))
        if (
            row.valid_to
            and row.valid_to < day
            and not _touches(row.person_id, row.valid_to, starts, before=False)
        ):
            found.append(Passage(row.valid_to, False, row))
    return sorted(found, key=lambda passage: (passage.day, passage.member.pk), reverse=True)


def _touches(person: int, day: date, others: set[tuple[int, date]], *, before: bool) -> bool:
    neighbour = date.fromordinal(max(day.toordinal() + (-1 if before else 1), 1))
    return (person, neighbour) in others


def _cases_of(case: Case, members: list[HouseholdMember], user: User) -> dict[int, Case]:
    persons = {row.person_id for row in members} - {case.person_id}
    found = visible_cases(user).filter(person__in=persons, household=case.household_id).order_by("opened_on")
    cases = {each.person_id: each for each in found}
    saw(each.pk for each in cases.values())
    return cases


def _written_here(rows: QuerySet[Row], case: Case) -> QuerySet[Row]:
    """What was written in a file of this household: of somebody who lives in two, the rest stays in the other."""
    return rows.filter(Q(case=None) | Q(case__household=case.household_id))


def _known_to(rows: QuerySet[Address], case: Case, *, reads_secrets: bool) -> QuerySet[Address]:
    """That a protected address exists shows only to who may read it (handbook safety §4)."""
    plain = Q(secret=False)
    return rows.filter(plain | Q(case=None) | Q(case=case)) if reads_secrets else rows.filter(plain)


def _addresses(case: Case, persons: set[int], day: date, *, reads_secrets: bool) -> list[AddressRow]:
    """Where the child lives, and the others of the household who have no file of their own."""
    rows = (
        _known_to(_written_here(Address.objects.as_of(day), case), case, reads_secrets=reads_secrets)
        .filter(person__in=persons)
        .select_related("person")
        .order_by("person__birth_date", "kind", "-valid_from")
    )
    return [_shown(row) for row in rows]


def _shown(row: Address) -> AddressRow:
    return AddressRow(
        pk=row.pk,
        person=row.person,
        kind=row.get_kind_display(),
        text=row.public_text,
        comune=name_on(row.comune_code, row.valid_from) if row.comune_code else "",
        secret=row.secret,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


# --- Protected data -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Secrets:
    """What the page of protected data shows, and no other."""

    addresses: list[Address]
    contacts: list[Contact]


def secrets_of(case: Case, user: User) -> Secrets:
    """Secret addresses and contacts, past ones too, of who is or was in the household.

    `user` has the right on `case`; what was written in another file needs the right on that one as well.
    """
    members = HouseholdMember.objects.filter(household=case.household_id).values_list("person", flat=True)
    persons = {*members, case.person_id} - persons_with_own_file(case)
    kept = {"person__in": persons, "secret": True}
    order = ("person__birth_date", "person", "-valid_from", "pk")
    addresses = list(Address.objects.filter(**kept).select_related("person", "case").order_by(*order))
    contacts = list(Contact.objects.filter(**kept).select_related("person", "case").order_by(*order))
    written: list[Address | Contact] = [*addresses, *contacts]
    files = {row.case_id: row.case for row in written if row.case}
    opened = {None, case.pk} | {pk for pk, each in files.items() if may_read_secrets(user, each)}
    return Secrets(
        [row for row in addresses if row.case_id in opened],
        [row for row in contacts if row.case_id in opened],
    )


# --- One person -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sheet:
    """What is kept in this file about one person, protected data left out."""

    person: Person
    identifiers: list[Identifier]
    addresses: list[AddressRow]
    contacts: list[Contact]
    links: list[Link]
    stays: list[HouseholdMember]


def sheet_of(case: Case, person: Person, day: date, *, reads_secrets: bool) -> Sheet:
    """The person's numbers, addresses, contacts, bonds and stays in the household, past ones too."""
    members = list(HouseholdMember.objects.filter(household=case.household_id).select_related("person"))
    addresses = _written_here(Address.objects.filter(person=person), case).select_related("person")
    addresses = _known_to(addresses, case, reads_secrets=reads_secrets)
    contacts = _written_here(Contact.objects.filter(person=person, secret=False), case)
    return Sheet(
        person=person,
        identifiers=list(person.identifiers.order_by("valid_to", "kind", "pk")),
        addresses=[_shown(row) for row in addresses.order_by("-valid_from", "kind")],
        contacts=list(contacts.order_by("kind", "-valid_from")),
        links=[link for link in links_of(members, day) if person.pk in (link.person.pk, link.other.pk)],
        stays=[row for row in members if row.person_id == person.pk],
    )
