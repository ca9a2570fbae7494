from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.identifiers import (
    add_identifier,
    correct_identifier,
    doubts_about,
    end_identifier,
    written_form,
)
from cases.models import Identifier

# Belfiore code X999 is given to no place: impossible by construction.
CODE = "BRSNDA12C44X999N"


def write(world, **changes):
    given = {
        "case": world.case,
        "person": world.case.person,
        "kind": "stp",
        "value": "stp 030 815 0000123",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 6, 30),
        "note": "ASST di prova",
        "by": world.owner,
    }
    return add_identifier(**{**given, **changes})


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("cf", "ｂｒｓ nda-12c44 x999n", CODE),
        ("cf_provvisorio", "12345 678903", "12345678903"),
        ("stp", "stp 030 815 0000123", "STP0308150000123"),
        ("passaporto", " ya\u00a0123  4567", "YA 123 4567"),
        ("permesso", "i-1234/56", "I-1234/56"),
    ],
)
def test_written_form_is_canonical(kind, typed, kept):
    assert written_form(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "value", "doubt"),
    [
        ("cf", CODE, "non corrisponde"),
        ("cf", "12345678903", "ha la forma di un codice provvisorio"),
        ("cf_provvisorio", CODE, "non ha la forma di un codice provvisorio"),
        ("cf_provvisorio", "12345678901", "cifra di controllo"),
        ("stp", "STP123", "non ha la forma di un codice STP"),
        ("eni", "STP0308150000123", "non ha la forma di un codice ENI"),
        ("eni", "ENI0308150000123", ""),
        ("stp", "STP0308150000123", ""),
        ("passaporto", "YA1", ""),
    ],
)
def test_what_does_not_add_up_is_told_and_kept(world, kind, value, doubt):
    row = write(world, kind=kind, value=value)
    assert Identifier.objects.get(pk=row.pk).value == value
    found = ", ".join(doubts_about(row))
    assert (doubt in found) if doubt else found == ""


def test_correct_and_end(world):
    row = write(world)
    correct_identifier(
        case=world.case,
        identifier=row,
        kind="eni",
        value="eni0308150000123",
        valid_from=None,
        valid_to=None,
        note="",
        by=world.owner,
    )
    end_identifier(case=world.case, identifier=row, valid_to=date(2026, 5, 1), by=world.owner)
    row.refresh_from_db()
    assert (row.kind, row.value, row.valid_from, row.valid_to) == (
        "eni",
        "ENI0308150000123",
        None,
        date(2026, 5, 1),
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"valid_to": date(2025, 1, 1)}, "La fine non può precedere"),
        ({"value": " - "}, "Scrivi il numero"),
        ({"value": "9" * 41, "kind": "altro"}, "più di 40 caratteri"),
    ],
)
def test_what_cannot_be_is_refused(world, changes, message):
    with pytest.raises(ValidationError, match=message):
        write(world, **changes)


def test_the_same_number_twice_is_refused_for_one_person_and_allowed_for_two(world):
    write(world)
    with pytest.raises(ValidationError, match="già registrato"):
        write(world, value="STP0308150000123")
    write(world, case=world.sibling, person=world.sibling.person)


def test_of_who_has_a_file_of_their_own_or_by_who_may_not(world):
    with pytest.raises(ValidationError, match="proprio fascicolo"):
        write(world, person=world.sibling.person)
    for who in (world.reader, world.stranger):
        with pytest.raises(PermissionDenied):
            write(world, by=who)
