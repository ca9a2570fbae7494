"""Two rows of one person become one, and the undo leaves every table as it was, to the byte."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from psycopg import sql

from cases.actions.merging import cases_of, merge_persons, preview_merge, undo_merge
from cases.models import (
    Address,
    Barrier,
    Bond,
    Case,
    Contact,
    HouseholdMember,
    Identifier,
    LegalProtection,
    ParentalResponsibility,
    Person,
    PersonMerge,
)
from cases.permissions import visible_cases
from tests.factories.cases import CaseFactory, HouseholdMemberFactory, PersonFactory, TeamMemberFactory
from tests.factories.everything import FullWorld

SINCE = {"valid_from": date(2024, 1, 1)}


def tables():
    """Every table of the record: not the history and the logs, which only grow, nor the merges themselves."""
    names = [name for name in connection.introspection.table_names() if not name.endswith("event")]
    return sorted(set(names) - {"cases_personmerge", "pghistory_context", "accounts_accesslog"})


def dump():
    """Each row of each table as the database writes it, the encrypted columns as they lie."""
    found = {}
    with connection.cursor() as cursor:
        for name in tables():
            query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t ORDER BY 1").format(sql.Identifier(name))
            cursor.execute(query)
            found[name] = [row[0] for row in cursor.fetchall()]
    return found


@pytest.fixture
def twins(world):
    """The mother twice: once in the household of the case, once in another household of the same unit."""
    kept = PersonFactory(controller=world.comune, first_name="Ombretta", last_name="Carpi", birth_date=None)
    twice = PersonFactory(
        controller=world.comune, first_name="Ombreta", last_name="Carpi", citizenship="Italia"
    )
    HouseholdMemberFactory(household=world.case.household, person=kept, kinship="madre")
    other = CaseFactory(unit=world.unit)
    TeamMemberFactory(case=other, user=world.owner, responsible=True)
    for home, kinship in ((other.household, "madre"), (world.case.household, "altro")):
        HouseholdMemberFactory(household=home, person=twice, kinship=kinship)
    for person in (kept, twice):
        Identifier.objects.create(person=person, kind="temporaneo", value="TMP 1", note=str(person.pk))
        ParentalResponsibility.objects.create(child=world.case.person, parent=person, status="piena", **SINCE)
        Bond.objects.create(person=person, other=world.case.person, kind="genitore")
    Identifier.objects.create(person=twice, kind="passaporto", value="YA 1")
    Address.objects.create(person=twice, kind="residenza", text="via Nascosta 9", secret=True, **SINCE)
    Contact.objects.create(person=twice, case=other, kind="telefono", value="02 5550100", **SINCE)
    Bond.objects.create(person=twice, other=kept, kind="fratello")
    Bond.objects.create(person=other.person, other=twice, kind="parente")
    LegalProtection.objects.create(person=other.person, kind="tutela", holder=twice, **SINCE)
    return kept, twice


def merge(world, twins, **changes):
    given = {"taken": ["birth_date", "citizenship"], "reason": "stesso documento", "by": world.coordinator}
    return merge_persons(kept=twins[0], merged=twins[1], **{**given, **changes})


def test_merge_moves_everything_and_sets_aside_what_stands_twice(world, twins):
    kept, twice = twins
    done = merge(world, twins)
    kept.refresh_from_db()
    twice.refresh_from_db()
    assert (kept.first_name, kept.citizenship, kept.birth_date) == ("Ombretta", "Italia", twice.birth_date)
    assert twice.merged_into == kept
    for model, column in ((Identifier, "person"), (Contact, "person"), (HouseholdMember, "person")):
        assert not model.objects.filter(**{column: twice}).exists()
    assert list(kept.identifiers.order_by("kind").values_list("value", flat=True)) == ["YA 1", "TMP 1"]
    assert LegalProtection.objects.get().holder == kept
    assert HouseholdMember.objects.get(person=kept, household=world.case.household).kinship == "madre"
    assert ParentalResponsibility.objects.get().parent == kept
    assert {row["table"] for row in done.removed} == {
        "cases_identifier",
        "cases_householdmember",
        "cases_parentalresponsibility",
        "cases_bond",
    }


def test_undo_leaves_every_table_as_it_was(world, twins):
    before = dump()
    done = merge(world, twins)
    changed = {name for name, rows in dump().items() if rows != before[name]}
    assert {"cases_person", "cases_address", "cases_contact", "cases_bond"} <= changed
    undo_merge(merge=done, by=world.coordinator)
    after = dump()
    assert [name for name in before if before[name] != after[name]] == []


def test_undo_of_a_whole_world(full_world: FullWorld):
    """Two subjects of cases with one of everything on each: whatever app the rows belong to."""
    full = full_world
    Case.unscoped.filter(pk=full.other.case.pk).update(closed_on=date(2026, 10, 1), status="chiuso")
    before = dump()
    kept, merged = full.things.case.person, full.other.case.person
    taken = ["first_name", "last_name", "sex", "birth_place"]
    done = merge_persons(kept=kept, merged=merged, taken=taken, reason="prova", by=full.coordinator)
    assert Case.unscoped.filter(person=kept).count() == 2
    undo_merge(merge=done, by=full.coordinator)
    after = dump()
    assert [name for name in before if before[name] != after[name]] == []


def test_who_is_barred_from_one_family_is_kept_from_the_other(world, twins):
    other = cases_of(twins[1]).exclude(household=world.case.household).get()
    barred = {"kind": "parente", "reason": "Zia.", "registered_by": world.coordinator, **SINCE}
    Barrier.objects.create(case=world.case, user=world.owner, **barred)
    before = dump()
    done = merge(world, twins)
    assert not visible_cases(world.owner).filter(pk=other.pk).exists()
    undo_merge(merge=done, by=world.coordinator)
    assert dump() == before


def test_preview_tells_and_changes_nothing(world, twins):
    before = dump()
    preview = preview_merge(kept=twins[0], merged=twins[1], by=world.coordinator)
    assert dict(preview.moved)["indirizzi"] == 1
    assert dict(preview.removed) == {
        "componenti del nucleo": 1,
        "identificativi": 1,
        "legami": 2,
        "responsabilità genitoriali": 1,
    }
    assert dump() == before
    assert not PersonMerge.objects.exists()


def test_what_was_written_since_stays_and_a_correction_too(world, twins):
    done = merge(world, twins)
    kept, twice = twins
    Identifier.objects.create(person=kept, kind="stp", value="STP1")
    Person.objects.filter(pk=kept.pk).update(citizenship="Perù")
    undo_merge(merge=done, by=world.coordinator)
    kept.refresh_from_db()
    assert (kept.citizenship, kept.birth_date) == ("Perù", None)
    assert kept.identifiers.filter(kind="stp").exists()
    assert twice.identifiers.count() == 2


def test_undo_once_and_the_latest_first(world, twins):
    first = merge(world, twins)
    third = PersonFactory(controller=world.comune)
    HouseholdMemberFactory(household=world.case.household, person=third, kinship="zio")
    second = merge(world, (third, twins[0]), taken=[])
    with pytest.raises(ValidationError, match="annulla prima"):
        undo_merge(merge=first, by=world.coordinator)
    undo_merge(merge=second, by=world.coordinator)
    undo_merge(merge=first, by=world.coordinator)
    with pytest.raises(ValidationError, match="già stata annullata"):
        undo_merge(merge=first, by=world.coordinator)


def test_what_prevents_the_parting_is_told(world, twins):
    done = merge(world, twins)
    Identifier.objects.filter(person=twins[0]).delete()
    Identifier.objects.create(person=twins[1], kind="temporaneo", value="TMP 1")
    with pytest.raises(ValidationError, match="impedisce di separarle"):
        undo_merge(merge=done, by=world.coordinator)


@pytest.mark.parametrize("who", ["owner", "reader", "colleague", "stranger", "administrator", "privacy"])
def test_only_who_leads_the_unit(world, twins, who):
    with pytest.raises(PermissionDenied):
        merge(world, twins, by=getattr(world, who))


@pytest.mark.parametrize("hidden", ["other_unit", "restricted", "elsewhere"])
def test_a_case_out_of_sight_refuses_like_a_role_too_low(world, twins, hidden):
    """Every case of either person has to be seen, changed and led: otherwise the answer is the same 403."""
    kept, twice = twins
    if hidden == "restricted":
        restricted = CaseFactory(unit=world.unit, restricted=True)
        HouseholdMemberFactory(household=restricted.household, person=twice)
    elif hidden == "other_unit":
        HouseholdMemberFactory(household=CaseFactory(unit=world.other_unit).household, person=kept)
    else:
        CaseFactory(unit=world.other_unit, person=twice)
    with pytest.raises(PermissionDenied):
        preview_merge(kept=kept, merged=twice, by=world.coordinator)
    with pytest.raises(PermissionDenied):
        merge(world, twins)


def test_undo_needs_the_same_right(world, twins):
    done = merge(world, twins)
    with pytest.raises(PermissionDenied):
        undo_merge(merge=done, by=world.owner)


def test_two_open_cases_of_one_unit_are_refused(world):
    with pytest.raises(ValidationError, match="prima chiudi"):
        merge(world, (world.case.person, world.sibling.person))
    assert cases_of(world.case.person).count() == 2


def test_of_another_titolare_or_already_merged_is_refused(world, twins):
    with pytest.raises(ValidationError, match="diverse"):
        merge(world, (twins[0], twins[0]))
    merge(world, twins)
    with pytest.raises(ValidationError, match="non si possono unire"):
        merge(world, twins)
