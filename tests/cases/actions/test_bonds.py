from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.bonds import add_bond, add_protection, change_bond, end_protection
from cases.kinship import links_of
from cases.models import HouseholdMember, LegalProtection
from tests.factories.cases import HouseholdMemberFactory, PersonFactory

DAY = date(2026, 3, 2)


def join(world, first_name, kinship):
    person = PersonFactory(controller=world.comune, first_name=first_name, last_name="Carpi")
    HouseholdMemberFactory(household=world.case.household, person=person, kinship=kinship)
    return person


@pytest.fixture
def parents(world):
    return join(world, "Ombretta", "madre"), join(world, "Ivo", "padre")


def bind(world, person, kind, other, **changes):
    given = {"tone": "", "note": "", "valid_from": None, "valid_to": None, "by": world.owner}
    return add_bond(case=world.case, person=person, kind=kind, other=other, **{**given, **changes})


def sentences(world, day=DAY):
    members = HouseholdMember.objects.filter(household=world.case.household).select_related("person")
    return [link.sentence for link in links_of(list(members), day)]


def test_parents_and_foster_carers_are_implied_unless_written(world, parents):
    _, father = parents
    child = world.case.person
    assert f"Ombretta Carpi è genitore di {child.full_name}" in sentences(world)
    assert len(sentences(world)) == 4  # two parents, two children
    bind(world, father, "affidatario", child)
    said = sentences(world)
    assert f"Ivo Carpi è affidatario/a di {child.full_name}" in said
    assert f"Ivo Carpi è genitore di {child.full_name}" not in said


def test_half_siblings_are_told_apart_by_what_is_written(world, parents):
    bind(world, parents[1], "genitore", world.case.person)
    said = [each for each in sentences(world) if each.startswith("Ivo")]
    assert said == [f"Ivo Carpi è genitore di {world.case.person.full_name}"]


def test_bonds_as_of_a_day(world, parents):
    mother, father = parents
    bind(world, mother, "coniuge", father, valid_from=date(2010, 1, 1), valid_to=date(2025, 12, 31))
    assert "Ombretta Carpi è coniuge di Ivo Carpi" in sentences(world, date(2025, 12, 31))
    assert "Ombretta Carpi è stato/a coniuge di Ivo Carpi" in sentences(world)
    assert not any("coniuge" in said for said in sentences(world, date(2009, 1, 1)))


@pytest.mark.parametrize("swapped", [False, True])
def test_the_same_bond_twice_is_refused_from_either_side(world, parents, swapped):
    mother, father = parents
    bind(world, mother, "convivente", father)
    ends = (father, mother) if swapped else (mother, father)
    with pytest.raises(ValidationError, match="già registrato"):
        bind(world, ends[0], "convivente", ends[1])


def test_what_cannot_be_is_refused(world, parents):
    mother, father = parents
    for other, dates, field in (
        (mother, {}, "other"),
        (PersonFactory(controller=world.comune), {}, "other"),
        (father, {"valid_from": DAY, "valid_to": date(2020, 1, 1)}, "valid_to"),
    ):
        with pytest.raises(ValidationError) as refusal:
            bind(world, mother, "parente", other, **dates)
        assert list(refusal.value.error_dict) == [field]
    with pytest.raises(PermissionDenied):
        bind(world, mother, "coniuge", father, by=world.reader)


def test_change_bond(world, parents):
    row = bind(world, *[parents[0], "coniuge", parents[1]])
    how = {"case": world.case, "bond": row, "tone": "conflitto", "note": "causa in corso", "valid_from": None}
    change_bond(**how, valid_to=DAY, by=world.owner)
    row.refresh_from_db()
    assert (row.tone, row.note, row.valid_to) == ("conflitto", "causa in corso", DAY)


def protect(world, **changes):
    given = {"kind": "tutela", "holder": None, "holder_name": "", "decree": "", "valid_from": DAY}
    return add_protection(case=world.case, by=world.owner, **{**given, **changes})


def test_protection_by_somebody_of_the_household_or_outside(world, parents):
    protect(world, holder=parents[0])
    row = protect(world, kind="curatore_speciale", holder_name="avv. Prova", decree="TM di Prova, 12/2026")
    end_protection(case=world.case, protection=row, valid_to=date(2026, 9, 1), by=world.owner)
    rows = LegalProtection.objects.as_of(date(2026, 10, 1)).filter(person=world.case.person)
    assert [each.holder for each in rows] == [parents[0]]


@pytest.mark.parametrize("changes", [{}, {"both": True}, {"himself": True}, {"outsider": True}])
def test_protection_needs_one_holder(world, parents, changes):
    given = {
        "both": {"holder": parents[0], "holder_name": "Comune"},
        "himself": {"holder": world.case.person},
        "outsider": {"holder": PersonFactory(controller=world.comune)},
    }
    with pytest.raises(ValidationError):
        protect(world, **given.get(next(iter(changes), ""), {}))
