"""Persons of a household and what is dated about them. Everything is reached, and allowed, through a case."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cases.actions.sight import NETWORK, cases_about, join_families
from cases.enums import IdentifierKind
from cases.fiscal_code import is_provisional
from cases.models import Address, Case, HouseholdMember, Identifier, ParentalResponsibility, Person
from cases.permissions import may_read_secrets, persons_in_sight, require_change

TAX_CODES = [IdentifierKind.CODICE_FISCALE, IdentifierKind.PROVISIONAL]
WRITTEN = [
    "first_name",
    "last_name",
    "birth_date",
    "sex",
    "birth_place",
    "birth_place_code",
    "citizenship",
    "died_on",
]
OUTSIDE = "Questa persona non appartiene al nucleo del caso."


@dataclass(frozen=True)
class AddressData:
    """A place to be written down: `secret` ones are read only with a right of their own."""

    kind: str
    text: str
    secret: bool = False
    comune_code: str = ""


def belongs_to(case: Case, person: Person) -> bool:
    """Whether the person is the subject of the case or has ever been in its household."""
    in_household = HouseholdMember.objects.filter(household=case.household_id, person=person)
    return person.pk == case.person_id or in_household.exists()


def persons_with_own_file(case: Case) -> set[int]:
    """The members of the household, ever, who have a file of their own beside this one.

    Their data and addresses are read and written there: two siblings' files may be open to different people.
    """
    members = HouseholdMember.objects.filter(household=case.household_id).values("person")
    others = Case.unscoped.filter(person__in=members).exclude(person=case.person_id)
    return set(others.values_list("person", flat=True))


def household_rows(case: Case) -> QuerySet[HouseholdMember]:
    """Every stay in the household with its person; `own_file` says who has a file of their own beside this one."""
    others = Case.unscoped.filter(person=OuterRef("person")).exclude(person=case.person_id)
    rows = HouseholdMember.objects.filter(household=case.household_id).select_related("person")
    return rows.annotate(own_file=Exists(others)).order_by("person__birth_date", "pk")


def require_own(case: Case, person: Person) -> None:
    """Refuse a person whose data are not kept in this case's file."""
    if not belongs_to(case, person):
        raise ValidationError(OUTSIDE)
    if person.pk in persons_with_own_file(case):
        raise ValidationError("I dati di chi ha un proprio fascicolo si scrivono in quel fascicolo.")


@transaction.atomic
def update_person(
    *,
    case: Case,
    person: Person,
    first_name: str,
    last_name: str,
    birth_date: date | None,
    sex: str,
    birth_place: str,
    citizenship: str,
    tax_code: str,
    birth_place_code: str = "",
    died_on: date | None = None,
    by: User,
) -> Person:
    """Correct what is known of a person of the case's household. An emptied tax code ends today."""
    require_change(by, [case])
    require_own(case, person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.first_name, person.last_name = first_name, last_name
    person.birth_date, person.sex = birth_date, sex
    person.birth_place, person.birth_place_code = birth_place, birth_place_code
    person.citizenship, person.died_on = citizenship, died_on
    person.full_clean()
    person.save(update_fields=WRITTEN)
    set_tax_code(person=person, value=tax_code)
    return person


def current_tax_code(person: Person) -> str:
    """The tax code in use, or an empty text."""
    found = person.identifiers.filter(kind__in=TAX_CODES, valid_to=None).order_by("-pk").first()
    return found.value if found else ""


@transaction.atomic
def set_tax_code(*, person: Person, value: str) -> None:
    """Make `value` (canonical) the tax code in use; an earlier one stays on record, ended today."""
    if value == current_tax_code(person):
        return
    today = timezone.localdate()
    person.identifiers.filter(kind__in=TAX_CODES, valid_to=None).update(valid_to=today)
    if not value:
        return
    kind = IdentifierKind.PROVISIONAL if is_provisional(value) else IdentifierKind.CODICE_FISCALE
    known = person.identifiers.filter(kind=kind, value=value).first()
    code = known or Identifier(person=person, kind=kind, value=value)
    code.valid_to = None
    code.full_clean()
    code.save()


@transaction.atomic
def add_household_member(
    *,
    case: Case,
    known: Person | None,
    first_name: str,
    last_name: str,
    birth_date: date | None,
    kinship: str,
    cohabiting: bool,
    note: str,
    valid_from: date,
    by: User,
) -> HouseholdMember:
    """Put a person into the household from a day on: `known` is one `by` already meets, or a new one is made.

    Who is barred from the cases of a known person is barred from those of this household, and the other way round.
    """
    require_change(by, [case])
    if known is not None:
        require_in_sight(by, case.household.controller_id, known)
    person = known or Person(
        controller_id=case.household.controller_id,
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
    )
    person.full_clean()
    if known is None:
        person.save()
    _refuse_second_stay(case, person, valid_from)
    before = list(cases_about(known)) if known else []
    member = HouseholdMember(
        household_id=case.household_id,
        person=person,
        kinship=kinship,
        cohabiting=cohabiting,
        note=note,
        valid_from=valid_from,
    )
    member.full_clean()
    member.save()
    if kinship not in NETWORK:
        join_families(one=before, other=Case.unscoped.filter(household=case.household_id))
    return member


def require_in_sight(by: User, controller_id: int, person: Person) -> None:
    """Refuse a person `by` meets in no case of this titolare, as one that never was."""
    if not persons_in_sight(by).filter(pk=person.pk, controller=controller_id).exists():
        raise ValidationError(OUTSIDE)


def _refuse_second_stay(case: Case, person: Person, valid_from: date) -> None:
    if person.birth_date and valid_from < person.birth_date:
        raise ValidationError({"valid_from": "La data precede la nascita."})
    stays = HouseholdMember.objects.filter(household=case.household_id, person=person)
    if stays.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from)).exists():
        raise ValidationError({"valid_from": "A questa data la persona è già nel nucleo."})


@transaction.atomic
def end_household_member(*, case: Case, member: HouseholdMember, valid_to: date, by: User) -> HouseholdMember:
    """The person's last day in the household. A mistaken end can be moved in the same way."""
    require_change(by, [case])
    member = HouseholdMember.objects.select_for_update().get(pk=member.pk, household=case.household_id)
    member.valid_to = valid_to
    member.full_clean()
    member.save(update_fields=["valid_to"])
    return member


@transaction.atomic
def change_household_member(
    *,
    case: Case,
    member: HouseholdMember,
    kinship: str,
    cohabiting: bool,
    note: str,
    on: date,
    by: User,
) -> HouseholdMember:
    """From a day on the person is in the household in another way: what was before ends the day before.

    Changed on the very day it began, the row is corrected.
    """
    require_change(by, [case])
    row = HouseholdMember.objects.select_for_update().get(pk=member.pk, household=case.household_id)
    if on < row.valid_from or (row.valid_to and on > row.valid_to):
        raise ValidationError({"on": "In quel giorno la persona non è nel nucleo con questo rapporto."})
    if on > row.valid_from:
        last = row.valid_to
        row.valid_to = on - timedelta(days=1)
        row.save(update_fields=["valid_to"])
        row = HouseholdMember(
            household_id=row.household_id, person_id=row.person_id, valid_from=on, valid_to=last
        )
    row.kinship, row.cohabiting, row.note = kinship, cohabiting, note
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def add_address(
    *,
    case: Case,
    person: Person,
    kind: str,
    text: str,
    secret: bool,
    valid_from: date,
    ends_previous: bool,
    comune_code: str = "",
    by: User,
) -> Address:
    """Write down where a person of the household lives from a day on.

    With `ends_previous` the addresses of the same kind still in force end the day before, but for protected ones
    that `by` may not know of.
    """
    require_change(by, [case])
    require_own(case, person)
    if ends_previous:
        known = Q(secret=False)
        if may_read_secrets(by, case):
            known |= Q(case=None) | Q(case=case)
        _end_addresses(person.addresses.filter(known, kind=kind), valid_from - timedelta(days=1))
    address = AddressData(kind, text, secret, "" if secret else comune_code)
    return place_address(person=person, case=case, address=address, valid_from=valid_from)


def _end_addresses(rows: QuerySet[Address], last_day: date) -> None:
    for address in rows.select_for_update().filter(valid_to=None):
        if address.valid_from > last_day:
            raise ValidationError(
                {"valid_from": f"C'è già un indirizzo di questo tipo dal {address.valid_from:%d/%m/%Y}."}
            )
        address.valid_to = last_day
        address.save(update_fields=["valid_to"])


@transaction.atomic
def place_address(
    *, person: Person, address: AddressData, valid_from: date, case: Case | None = None
) -> Address:
    """Write one address row, in the file of `case`. The caller has checked who may."""
    row = Address(
        person=person,
        case=case,
        kind=address.kind,
        text=address.text,
        secret=address.secret,
        comune_code=address.comune_code,
        valid_from=valid_from,
    )
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def end_address(*, case: Case, address: Address, valid_to: date, by: User) -> Address:
    """The last day at an address."""
    require_change(by, [case])
    address = Address.objects.select_for_update(of=("self",)).select_related("person").get(pk=address.pk)
    require_own(case, address.person)
    address.valid_to = valid_to
    address.full_clean()
    address.save(update_fields=["valid_to"])
    return address


@transaction.atomic
def set_responsibility(
    *, case: Case, parent: Person, status: str, valid_from: date, by: User
) -> ParentalResponsibility:
    """How far `parent` holds responsibility for the child of the case from a day on; the earlier row ends."""
    require_change(by, [case])
    if not belongs_to(case, parent) or parent.pk == case.person_id:
        raise ValidationError({"parent": OUTSIDE})
    rows = ParentalResponsibility.objects.select_for_update().filter(child=case.person_id, parent=parent)
    later = rows.filter(valid_from__gte=valid_from).order_by("valid_from").first()
    if later:
        raise ValidationError(
            {
                "valid_from": f"C'è già un'indicazione dal {later.valid_from:%d/%m/%Y}: scegliere un giorno dopo."
            }
        )
    rows.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from)).update(
        valid_to=valid_from - timedelta(days=1)
    )
    held = ParentalResponsibility(
        child_id=case.person_id, parent=parent, status=status, valid_from=valid_from
    )
    held.full_clean()
    held.save()
    return held
