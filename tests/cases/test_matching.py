from datetime import date

import pytest

from cases.matching import Sought, candidates
from cases.models import Identifier, Person
from cases.permissions import visit
from tests.factories.cases import CaseFactory, HouseholdMemberFactory, PersonFactory

BORN = date(2012, 3, 4)
CODE, OMOCODE = "BRSNDA12C44X999N", "BRSNDA12C44X99VC"


@pytest.fixture
def nadia(world):
    Person.objects.filter(pk=world.case.person_id).update(
        first_name="Nadia", last_name="Bruschetti", birth_date=BORN
    )
    Identifier.objects.create(person=world.case.person, kind="cf", value=CODE)
    return Person.objects.get(pk=world.case.person_id)


def found(world, who, *sought, **leaving):
    people = candidates(
        user=getattr(world, who), controller_id=world.comune.pk, sought=Sought(*sought), **leaving
    )
    return [each.person_id for each in people]


@pytest.mark.parametrize(
    "sought",
    [
        ("Nadia", "Bruschetti", BORN),
        ("Nadia", "Bruschetti", None),
        ("NADIA", "bruschètti", BORN),
        ("Bruschetti", "Nadia", BORN),
        ("Nadja", "Brusketti", BORN),
        ("Nadya", "Bruscetti", None),
        ("Nadia", "Bruschetti", date(2012, 3, 6)),
        ("Nadia", "Bruschetti", date(2012, 4, 3)),
        ("Nadia", "Bruschetti", date(2013, 3, 4)),
        ("Nadia", "Rossi", BORN),
        ("Altra", "Persona", date(1990, 1, 1), CODE),
        ("Altra", "Persona", None, OMOCODE),
    ],
)
def test_likely_persons_are_found(world, nadia, sought):
    assert found(world, "owner", *sought) == [nadia.pk]


@pytest.mark.parametrize(
    "sought",
    [
        ("Nadia", "Bruschetti", date(2001, 7, 19)),
        ("Marta", "Rossi", BORN),
        ("Marta", "Bruschetti", date(2012, 3, 6)),
        ("Altra", "Persona", None, "BRSNDA12C44X998M"),
        ("Altra", "Persona", None, ""),
    ],
)
def test_others_are_not(world, nadia, sought):
    assert found(world, "owner", *sought) == []


@pytest.mark.parametrize(
    ("known", "typed"), [("Mohamed", "Muhammad"), ("D'Alò", "Dalo"), ("Xhesika", "Gesica")]
)
def test_sound_alike(world, nadia, known, typed):
    Person.objects.filter(pk=nadia.pk).update(last_name=known)
    expected = [] if known == "Xhesika" else [nadia.pk]
    assert found(world, "owner", "Nadia", typed, date(2012, 3, 5)) == expected


def test_members_of_the_household_are_found_and_told_with_their_file(world, nadia):
    aunt = PersonFactory(controller=world.comune, first_name="Lia", last_name="Carpi", birth_date=None)
    HouseholdMemberFactory(household=world.case.household, person=aunt, kinship="zio")
    with visit() as shown:
        (candidate,) = candidates(
            user=world.reader, controller_id=world.comune.pk, sought=Sought("Lia", "Carpi", BORN)
        )
    assert candidate.label == (
        "Lia Carpi, data di nascita non indicata · stesso nome e cognome"
        f" · zio/a nel fascicolo {world.case.reference}"
    )
    assert shown.seen == {world.case.pk}
    assert found(world, "owner", "Lia", "Carpi", leaving_out=[aunt.pk]) == []


@pytest.mark.parametrize("who", ["colleague", "stranger", "outsider", "administrator", "disabled"])
def test_nobody_out_of_sight_is_hinted_at(world, nadia, who):
    assert found(world, who, "Nadia", "Bruschetti", BORN, CODE) == []


def test_files_out_of_sight_are_not_named(world, nadia):
    """The reader meets the child in one household; that another unit knows it too does not show."""
    hidden = CaseFactory(unit=world.other_unit, person=nadia)
    (candidate,) = candidates(
        user=world.reader, controller_id=world.comune.pk, sought=Sought("Nadia", "Bruschetti", BORN)
    )
    assert candidate.files == [f"fascicolo {world.case.reference}"]
    assert hidden.reference not in candidate.label


def test_another_titolare_never_answers(world, nadia):
    assert (
        candidates(
            user=world.owner, controller_id=world.other_comune.pk, sought=Sought("Nadia", "Bruschetti", BORN)
        )
        == []
    )
