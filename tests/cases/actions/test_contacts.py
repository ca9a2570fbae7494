from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.contacts import add_contact, end_contact
from cases.models import Contact


def write(world, **changes):
    given = {
        "case": world.case,
        "person": world.case.person,
        "kind": "cellulare",
        "value": "+39 333 000.0001",
        "note": "della zia, dopo le 18",
        "secret": False,
        "valid_from": date(2026, 1, 1),
        "by": world.owner,
    }
    return add_contact(**{**given, **changes})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("telefono", "02 555 0100"),
        ("email", "zia@posta.example"),
        ("pec", "z@pec.example"),
        ("altro", "citofono 3"),
    ],
)
def test_add_and_end(world, kind, value):
    row = write(world, kind=kind, value=value, secret=True)
    end_contact(case=world.case, contact=row, valid_to=date(2026, 2, 1), by=world.owner)
    kept = Contact.objects.get(pk=row.pk)
    assert (kept.value, kept.case, kept.secret, kept.valid_to) == (value, world.case, True, date(2026, 2, 1))


@pytest.mark.parametrize(
    ("kind", "value"),
    [("cellulare", "la zia"), ("telefono", "1"), ("email", "zia"), ("pec", "z@"), ("email", "")],
)
def test_what_cannot_reach_anybody_is_refused(world, kind, value):
    with pytest.raises(ValidationError) as refusal:
        write(world, kind=kind, value=value)
    assert list(refusal.value.error_dict) == ["value"]


def test_needs_the_right_to_change_and_a_person_kept_here(world):
    with pytest.raises(PermissionDenied):
        write(world, by=world.reader)
    with pytest.raises(ValidationError, match="proprio fascicolo"):
        write(world, person=world.sibling.person)
    row = write(world)
    with pytest.raises(ValidationError, match="precedere l'inizio"):
        end_contact(case=world.case, contact=row, valid_to=date(2025, 1, 1), by=world.owner)
