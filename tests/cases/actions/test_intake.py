from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, transaction
from django.utils import timezone

from cases.actions.intake import (
    AdultData,
    ChildData,
    register_intake,
    take_references,
    units_open_to,
)
from cases.actions.people import AddressData
from cases.models import (
    Address,
    Case,
    Household,
    HouseholdMember,
    Identifier,
    ParentalResponsibility,
    Person,
    ReferenceCounter,
    TeamMember,
)
from cases.permissions import visible_cases
from tests.factories.cases import CaseFactory, HouseholdFactory

NADIA = ChildData("Nadia", "Bruschetti", date(2012, 3, 4), "F", "Valdorso", "italiana", "BRSNDA12C44X999X")
TEO = ChildData("Teo", "Bruschetti", date(2015, 4, 4), "M")
MOTHER = AdultData("Ombretta", "Carpi", "madre", date(1985, 2, 3), True, "piena")
AUNT = AdultData("Lia", "Carpi", "altro", None, False, "")


def take(world, **changes):
    given = {
        "unit": world.unit,
        "household": None,
        "household_name": "Bruschetti Carpi",
        "children": [NADIA, TEO],
        "adults": [MOTHER, AUNT],
        "address": AddressData("residenza", "via dei Tigli 3", secret=True),
        "source": "Scuola",
        "reason": "Assenze ripetute.",
        "opened_on": date(2026, 3, 2),
        "by": world.owner,
    }
    return register_intake(**{**given, **changes})


def test_register_intake_one_case_per_child_in_one_household(world):
    first, second = take(world)
    assert first.household == second.household
    assert first.household.name == "Bruschetti Carpi"
    assert [case.person.full_name for case in (first, second)] == ["Nadia Bruschetti", "Teo Bruschetti"]
    assert {first.person.controller, first.household.controller} == {world.comune}
    assert (first.source, first.reason, first.opened_on) == ("Scuola", "Assenze ripetute.", date(2026, 3, 2))
    assert first.status == "segnalata"


def test_register_intake_creator_is_responsible_and_sees_the_cases(world):
    cases = take(world)
    for case in cases:
        row = TeamMember.objects.get(case=case)
        assert (row.user, row.responsible, row.role) == (world.owner, True, "assistente_sociale")
    assert set(cases) <= set(visible_cases(world.owner))
    assert not visible_cases(world.stranger).exists()


def test_register_intake_people_are_dated(world):
    case, _ = take(world)
    members = HouseholdMember.objects.filter(household=case.household)
    assert set(members.values_list("kinship", "cohabiting", "valid_from")) == {
        ("figlio", True, date(2026, 3, 2)),
        ("madre", True, date(2026, 3, 2)),
        ("altro", False, date(2026, 3, 2)),
    }
    held = ParentalResponsibility.objects.get(child=case.person)
    assert (held.parent.first_name, held.status) == ("Ombretta", "piena")
    assert Identifier.objects.get(person=case.person).value == "BRSNDA12C44X999X"
    assert Address.objects.get(person=case.person).secret is True


def test_register_intake_child_born_after_the_opening_joins_at_birth(world):
    baby = ChildData("Ugo", "Bruschetti", date(2026, 4, 1))
    (case,) = take(world, children=[baby])
    assert HouseholdMember.objects.get(person=case.person).valid_from == date(2026, 4, 1)
    assert Address.objects.get(person=case.person).valid_from == date(2026, 4, 1)


def test_register_intake_into_a_known_household(world):
    (case,) = take(world, household=world.case.household, household_name="", children=[TEO], adults=[])
    assert case.household == world.case.household


def test_register_intake_household_of_another_titolare_is_refused(world):
    with pytest.raises(ValidationError, match="altro titolare"):
        take(world, household=HouseholdFactory(controller=world.other_comune))


@pytest.mark.parametrize("who", ["stranger", "outsider", "administrator", "privacy", "disabled"])
def test_register_intake_only_in_own_units(world, who):
    with pytest.raises(PermissionDenied):
        take(world, by=getattr(world, who))
    assert Person.objects.filter(last_name="Bruschetti").count() == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"children": []}, "almeno un minore"),
        ({"opened_on": timezone.localdate() + timedelta(days=1)}, "nel futuro"),
        ({"household_name": ""}, "essere vuoto"),
        ({"children": [ChildData("", "Bruschetti")]}, "essere vuoto"),
        ({"adults": [AdultData("Ombretta", "Carpi", "zia")]}, "zia"),
    ],
)
def test_register_intake_refuses_and_leaves_nothing(world, changes, message):
    before = Case.unscoped.count()
    with pytest.raises(ValidationError, match=message):
        take(world, **changes)
    assert not Household.objects.filter(name="Bruschetti Carpi").exists()
    assert Case.unscoped.count() == before


def test_units_open_to_by_role(world):
    assert set(units_open_to(world.owner)) == {world.unit}
    assert set(units_open_to(world.coordinator)) == {world.unit}
    assert set(units_open_to(world.administrator)) == set()
    world.unit.active = False
    world.unit.save()
    assert set(units_open_to(world.owner)) == set()


# --- References -----------------------------------------------------------------------------------------
def test_take_references_follow_each_other_per_year(db):
    assert take_references(year=2031, count=2) == ["2031/00001", "2031/00002"]
    assert take_references(year=2031, count=1) == ["2031/00003"]
    assert take_references(year=2032, count=1) == ["2032/00001"]


def test_take_references_continue_after_records_from_elsewhere(db):
    CaseFactory(reference="2033/00041")
    assert take_references(year=2033, count=1) == ["2033/00042"]


def test_take_references_undone_with_the_transaction(db):
    take_references(year=2034, count=1)
    with transaction.atomic():
        take_references(year=2034, count=5)
        transaction.set_rollback(True)
    assert take_references(year=2034, count=1) == ["2034/00002"]


@pytest.mark.django_db(transaction=True)
def test_take_references_at_the_same_time_without_gaps_or_repeats():
    def take_some(_: int) -> list[str]:
        try:
            return [take_references(year=2035, count=1)[0] for _ in range(5)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        taken = [reference for some in pool.map(take_some, range(4)) for reference in some]
    assert sorted(taken) == [f"2035/{number:05d}" for number in range(1, 21)]
    assert ReferenceCounter.objects.get(year=2035).last == 20
    assert connection.is_usable()


# --- Persons already known ------------------------------------------------------------------------------
def test_register_intake_takes_who_is_already_known(world):
    case, _ = take(world)
    mother = HouseholdMember.objects.get(household=case.household, kinship="madre").person
    again = AdultData("Altro", "Nome", "madre", known=mother.pk)
    (third,) = take(world, children=[ChildData("Ugo", "Bruschetti")], adults=[again], household_name="B")
    member = HouseholdMember.objects.get(household=third.household, kinship="madre")
    assert (member.person, member.person.full_name) == (mother, "Ombretta Carpi")


def test_register_intake_known_child_stays_once_in_the_household(world):
    aunt = HouseholdMember.objects.get(household=take(world)[0].household, kinship="altro")
    home = aunt.household
    (case,) = take(
        world, household=home, children=[ChildData("Lia", "Carpi", known=aunt.person_id)], adults=[]
    )
    assert case.person == aunt.person
    assert HouseholdMember.objects.filter(household=home, person=aunt.person).count() == 1


def test_register_intake_refuses_who_is_out_of_sight(world):
    hidden = CaseFactory(unit=world.other_unit).person
    far = CaseFactory(unit=world.far_unit).person
    for person in (hidden, far):
        with pytest.raises(ValidationError, match="non è tra quelle che vedi"):
            take(world, children=[ChildData("X", "Y", known=person.pk)])


def test_register_intake_second_case_is_refused_in_the_same_words_seen_or_not(world):
    """The reader meets the sibling in the household but does not see that file."""
    for who, person in ((world.owner, world.case.person), (world.reader, world.sibling.person)):
        with pytest.raises(ValidationError, match="parlane con chi la coordina"):
            take(world, children=[ChildData("X", "Y", known=person.pk)], by=who)


def test_register_intake_one_person_twice_is_refused(world):
    known = world.case.person_id
    with pytest.raises(ValidationError, match="scelta due volte"):
        take(
            world,
            adults=[AdultData("X", "Y", "zio", known=known)],
            children=[ChildData("X", "Y", known=known)],
        )
