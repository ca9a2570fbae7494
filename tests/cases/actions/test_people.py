from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions.people import (
    add_address,
    add_household_member,
    change_household_member,
    current_tax_code,
    end_address,
    end_household_member,
    persons_with_own_file,
    set_responsibility,
    set_tax_code,
    update_person,
)
from cases.models import Address, HouseholdMember, ParentalResponsibility
from tests.factories.cases import CaseFactory, HouseholdMemberFactory, PersonFactory

DAY = date(2026, 3, 2)


@pytest.fixture
def mother(world):
    person = PersonFactory(controller=world.comune, first_name="Ombretta", last_name="Carpi")
    HouseholdMemberFactory(household=world.case.household, person=person, kinship="madre")
    return person


def correct(world, person, **changes):
    given = {
        "case": world.case,
        "person": person,
        "first_name": "Nadia",
        "last_name": "Bruschetti",
        "birth_date": date(2012, 3, 4),
        "sex": "F",
        "birth_place": "Valdorso",
        "citizenship": "italiana",
        "tax_code": "",
        "by": world.owner,
    }
    return update_person(**{**given, **changes})


def join(world, **changes):
    given = {
        "case": world.case,
        "known": None,
        "first_name": "Lia",
        "last_name": "Carpi",
        "birth_date": None,
        "kinship": "nonno",
        "cohabiting": True,
        "note": "",
        "valid_from": DAY,
        "by": world.owner,
    }
    return add_household_member(**{**given, **changes})


def settle(world, person, **changes):
    given = {
        "case": world.case,
        "person": person,
        "kind": "residenza",
        "text": "via dei Tigli 3",
        "secret": False,
        "valid_from": DAY,
        "ends_previous": True,
        "by": world.owner,
    }
    return add_address(**{**given, **changes})


def test_a_protected_address_is_neither_ended_nor_told_by_who_may_not_read_it(world):
    kept = settle(world, world.case.person, secret=True)
    settle(world, world.case.person, by=world.coordinator, valid_from=DAY)
    kept.refresh_from_db()
    assert kept.valid_to is None
    settle(world, world.case.person, valid_from=DAY + timedelta(days=9))
    kept.refresh_from_db()
    assert kept.valid_to == DAY + timedelta(days=8)


# --- Persons --------------------------------------------------------------------------------------------
def test_update_person_writes_every_field(world):
    correct(world, world.case.person)
    person = world.case.person
    person.refresh_from_db()
    assert (person.full_name, person.birth_date, person.sex) == ("Nadia Bruschetti", date(2012, 3, 4), "F")
    assert (person.birth_place, person.citizenship) == ("Valdorso", "italiana")


def test_update_person_outside_the_household_is_refused(world):
    with pytest.raises(ValidationError, match="non appartiene"):
        correct(world, PersonFactory(controller=world.comune))


def test_update_person_with_a_file_of_their_own_is_refused(world):
    assert persons_with_own_file(world.case) == {world.sibling.person_id}
    with pytest.raises(ValidationError, match="proprio fascicolo"):
        correct(world, world.sibling.person)


def test_update_person_reader_is_refused(world):
    with pytest.raises(PermissionDenied):
        correct(world, world.case.person, by=world.reader)


def test_set_tax_code_keeps_the_earlier_one_ended(world):
    person = world.case.person
    set_tax_code(person=person, value="BRSNDA12C44X999X")
    set_tax_code(person=person, value="BRSNDA12C44X999X")
    set_tax_code(person=person, value="12345678901")
    rows = person.identifiers.order_by("pk").values_list("kind", "value", "valid_to")
    assert list(rows) == [
        ("cf", "BRSNDA12C44X999X", timezone.localdate()),
        ("cf_provvisorio", "12345678901", None),
    ]
    assert current_tax_code(person) == "12345678901"


def test_set_tax_code_comes_back_and_may_be_emptied(world):
    person = world.case.person
    for value in ("BRSNDA12C44X999X", "", "BRSNDA12C44X999X"):
        set_tax_code(person=person, value=value)
        assert current_tax_code(person) == value
    assert person.identifiers.count() == 1


# --- Household ------------------------------------------------------------------------------------------
def test_add_household_member_makes_a_person_of_the_titolare(world):
    member = join(world)
    assert member.household == world.case.household
    assert (member.person.full_name, member.person.controller) == ("Lia Carpi", world.comune)


def test_add_household_member_comes_back(world, mother):
    stay = HouseholdMember.objects.get(person=mother)
    end_household_member(case=world.case, member=stay, valid_to=date(2025, 12, 31), by=world.owner)
    join(world, known=mother, kinship="madre")
    assert HouseholdMember.objects.filter(person=mother).count() == 2


@pytest.mark.parametrize("valid_from", [date(2019, 1, 1), DAY])
def test_add_household_member_twice_at_a_time_is_refused(world, mother, valid_from):
    with pytest.raises(ValidationError, match="già nel nucleo"):
        join(world, known=mother, valid_from=valid_from)


def test_add_household_member_before_birth_is_refused(world):
    with pytest.raises(ValidationError, match="precede la nascita"):
        join(world, birth_date=DAY + timedelta(days=1))


def test_add_household_member_from_elsewhere_is_refused(world):
    with pytest.raises(ValidationError, match="non appartiene"):
        join(world, known=CaseFactory(unit=world.far_unit).person)


def test_change_household_member_keeps_what_was_before(world, mother):
    stay = HouseholdMember.objects.get(person=mother)
    how = {"kinship": "madre", "cohabiting": False, "note": "si è trasferita", "by": world.owner}
    change_household_member(case=world.case, member=stay, on=DAY, **how)
    rows = HouseholdMember.objects.filter(person=mother).order_by("valid_from")
    assert list(rows.values_list("cohabiting", "valid_from", "valid_to")) == [
        (True, date(2020, 1, 1), date(2026, 3, 1)),
        (False, DAY, None),
    ]
    change_household_member(case=world.case, member=rows[1], on=DAY, **{**how, "note": ""})
    assert (rows.count(), rows[1].note) == (2, "")
    with pytest.raises(ValidationError, match="In quel giorno"):
        change_household_member(case=world.case, member=rows[1], on=date(2019, 1, 1), **how)


def test_end_household_member_before_start_is_refused(world, mother):
    stay = HouseholdMember.objects.get(person=mother)
    with pytest.raises(ValidationError, match="precedere l'inizio"):
        end_household_member(case=world.case, member=stay, valid_to=date(2019, 1, 1), by=world.owner)


def test_end_household_member_of_another_household_does_not_exist(world):
    with pytest.raises(HouseholdMember.DoesNotExist):
        end_household_member(case=world.case, member=HouseholdMemberFactory(), valid_to=DAY, by=world.owner)


# --- Addresses ------------------------------------------------------------------------------------------
def test_add_address_ends_the_previous_of_the_same_kind(world):
    first = settle(world, world.case.person, valid_from=date(2025, 1, 1))
    other = settle(world, world.case.person, kind="domicilio", valid_from=date(2025, 1, 1))
    settle(world, world.case.person)
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.valid_to, other.valid_to) == (date(2026, 3, 1), None)


def test_add_address_may_leave_the_previous_open(world):
    first = settle(world, world.case.person, valid_from=date(2025, 1, 1))
    settle(world, world.case.person, ends_previous=False)
    first.refresh_from_db()
    assert first.valid_to is None


def test_add_address_before_the_previous_is_refused(world):
    settle(world, world.case.person)
    with pytest.raises(ValidationError, match="dal 02/03/2026"):
        settle(world, world.case.person)


def test_add_address_for_who_has_a_file_of_their_own_is_refused(world):
    with pytest.raises(ValidationError, match="proprio fascicolo"):
        settle(world, world.sibling.person)


def test_end_address(world):
    row = settle(world, world.case.person)
    end_address(case=world.case, address=row, valid_to=date(2026, 4, 1), by=world.owner)
    assert Address.objects.get(pk=row.pk).valid_to == date(2026, 4, 1)
    with pytest.raises(ValidationError, match="precedere l'inizio"):
        end_address(case=world.case, address=row, valid_to=date(2026, 1, 1), by=world.owner)


# --- Parental responsibility ----------------------------------------------------------------------------
def hold(world, parent, status, day):
    return set_responsibility(case=world.case, parent=parent, status=status, valid_from=day, by=world.owner)


def test_set_responsibility_ends_the_earlier_one(world, mother):
    hold(world, mother, "piena", date(2025, 1, 1))
    hold(world, mother, "sospensione", DAY)
    rows = ParentalResponsibility.objects.order_by("valid_from").values_list("status", "valid_to")
    assert list(rows) == [("piena", date(2026, 3, 1)), ("sospensione", None)]


def test_set_responsibility_before_a_known_one_is_refused(world, mother):
    hold(world, mother, "piena", DAY)
    for day in (DAY, date(2025, 1, 1)):
        with pytest.raises(ValidationError, match="02/03/2026"):
            hold(world, mother, "decadenza_330", day)


def test_set_responsibility_only_for_the_household(world):
    for parent in (PersonFactory(controller=world.comune), world.case.person):
        with pytest.raises(ValidationError, match="non appartiene"):
            hold(world, parent, "piena", DAY)


@pytest.mark.parametrize("who", ["reader", "stranger", "administrator", "disabled"])
def test_everything_needs_the_right_to_change(world, mother, who):
    by = getattr(world, who)
    stay = HouseholdMember.objects.get(person=mother)
    with pytest.raises(PermissionDenied):
        join(world, by=by)
    with pytest.raises(PermissionDenied):
        settle(world, mother, by=by)
    with pytest.raises(PermissionDenied):
        end_household_member(case=world.case, member=stay, valid_to=DAY, by=by)
    with pytest.raises(PermissionDenied):
        set_responsibility(case=world.case, parent=mother, status="piena", valid_from=DAY, by=by)
