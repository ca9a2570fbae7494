from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from cases.models import Address, HouseholdMember, ParentalResponsibility
from cases.permissions import grant
from tests.factories.cases import (
    CaseFactory,
    HouseholdMemberFactory,
    PersonFactory,
    TeamMemberFactory,
)

SECRET, NEUTRAL = "via Segretissima 12", "presso collocazione nota al servizio"


def url(name, world, *more):
    return reverse(f"cases:{name}", args=[world.case.pk, *more])


def home(person, text="via dei Tigli 3", **fields):
    return Address.objects.create(
        person=person, **{"kind": "residenza", "text": text, "valid_from": date(2025, 1, 1), **fields}
    )


@pytest.fixture
def mother(world):
    person = PersonFactory(controller=world.comune, first_name="Ombretta", last_name="Carpi")
    HouseholdMemberFactory(household=world.case.household, person=person, kinship="madre")
    return person


def names(page):
    return {member.person_id for member in page.context["picture"].present}


def test_household_as_of_a_day(world, sign_in, mother):
    HouseholdMember.objects.filter(person=mother).update(valid_to=date(2025, 6, 30))
    client = sign_in(world.owner)
    assert mother.pk not in names(client.get(url("case_household", world)))
    assert mother.pk in names(client.get(url("case_household", world), {"al": "2025-06-30"}))
    assert mother.pk not in names(client.get(url("case_household", world), {"al": "2025-07-01"}))
    assert names(client.get(url("case_household", world), {"al": "2019-01-01"})) == set()


@pytest.mark.parametrize("day", ["2026-02-31", "0001-01-01", "\x00", "ieri"])
def test_household_unreadable_day_is_today(world, sign_in, day):
    page = sign_in(world.owner).get(url("case_household", world), {"al": day})
    assert page.context["picture"].day == timezone.localdate()


def test_secret_data_only_on_their_page_and_with_the_right(world, sign_in, mother):
    home(world.case.person, SECRET, secret=True, case=world.case)
    home(mother, SECRET, secret=True)
    for who, shown in ((world.owner, [NEUTRAL, NEUTRAL]), (world.coordinator, []), (world.reader, [])):
        page = sign_in(who).get(url("case_household", world))
        assert SECRET not in page.text
        assert [row.text for row in page.context["picture"].addresses] == shown
        assert ("Riservato" in page.text) == (NEUTRAL in page.text) == bool(shown)
    assert sign_in(world.owner).get(url("case_secrets", world)).text.count(SECRET) == 2
    grant(case=world.case, to=world.reader, permission="read_secrets", by=world.owner)
    assert SECRET in sign_in(world.reader).get(url("case_secrets", world)).text


def test_secret_written_in_another_file_needs_the_right_there_too(world, sign_in, mother):
    """A mother who lives in two households is no way from one file into the other."""
    elsewhere = CaseFactory(unit=world.other_unit)
    HouseholdMemberFactory(household=elsewhere.household, person=mother, kinship="madre")
    home(mother, SECRET, secret=True, case=elsewhere)
    home(mother, "via Palese 1", case=elsewhere)
    assert SECRET not in sign_in(world.owner).get(url("case_secrets", world)).text
    page = sign_in(world.owner).get(url("case_household", world))
    assert "via Palese" not in page.text
    TeamMemberFactory(case=elsewhere, user=world.stranger, responsible=True)
    there = reverse("cases:case_secrets", args=[elsewhere.pk])
    assert SECRET in sign_in(world.stranger).get(there).text


def test_secret_address_is_not_repeated_on_its_form(world, sign_in):
    row = home(world.case.person, SECRET, secret=True)
    assert SECRET not in sign_in(world.owner).get(url("address_end", world, row.pk)).text
    assert sign_in(world.coordinator).get(url("address_end", world, row.pk)).status_code == 404


def test_another_childs_address_and_data_stay_in_that_file(world, sign_in):
    home(world.sibling.person, SECRET)
    page = sign_in(world.owner).get(url("case_household", world))
    assert SECRET not in page.text
    assert world.sibling.reference in page.text
    client = sign_in(world.owner)
    assert client.get(url("person_edit", world, world.sibling.person_id)).status_code == 404
    offered = client.get(url("address_add", world)).context["form"].fields["person"].choices
    assert [pk for pk, _ in offered] == [str(world.case.person_id)]


def test_hidden_siblings_file_is_not_named(world, sign_in):
    page = sign_in(world.reader).get(url("case_household", world))
    assert world.sibling.reference not in page.text
    assert AccessLog.objects.get().case_ids == [world.case.pk]


def test_household_same_queries_for_few_and_many(
    world, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    def add():
        member = HouseholdMemberFactory(household=world.case.household, kinship="nonno")
        home(member.person, secret=True)
        ParentalResponsibility.objects.create(
            child=world.case.person, parent=member.person, status="piena", valid_from=date(2025, 1, 1)
        )

    add()
    client = sign_in(world.owner)
    with django_assert_max_num_queries(20) as few:
        client.get(url("case_household", world))
    for _ in range(3):
        add()
    with django_assert_num_queries(len(few)):
        client.get(url("case_household", world))


def test_member_add_and_end(world, sign_in):
    client = sign_in(world.owner)
    data = {"first_name": "Lia", "last_name": "Carpi", "kinship": "nonno", "valid_from": "2026-03-02"}
    assert client.post(url("member_add", world), data).url == url("case_household", world)
    member = HouseholdMember.objects.get(person__first_name="Lia")
    assert (member.cohabiting, member.household) == (False, world.case.household)
    client.post(url("member_end", world, member.pk), {"valid_to": "2026-03-31"})
    member.refresh_from_db()
    assert member.valid_to == date(2026, 3, 31)


def test_member_add_new_person_needs_a_name(world, sign_in):
    page = sign_in(world.owner).post(
        url("member_add", world), {"kinship": "nonno", "valid_from": "2026-03-02"}
    )
    assert set(page.context["form"].errors) == {"first_name", "last_name"}


def test_member_end_before_start_is_told(world, sign_in, mother):
    member = HouseholdMember.objects.get(person=mother)
    page = sign_in(world.owner).post(url("member_end", world, member.pk), {"valid_to": "2019-01-01"})
    assert "La fine non può precedere l&#x27;inizio." in page.text
    assert 'value="2019-01-01"' in page.text


def test_person_edit_warns_about_the_tax_code(world, sign_in):
    data = {"first_name": "Nadia", "last_name": "Bruschetti", "sex": "F", "tax_code": "brsnda12c44x999a"}
    answer = sign_in(world.owner).post(url("person_edit", world, world.case.person_id), data)
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said[1] == "Il codice fiscale la lettera di controllo non torna: verificarlo."
    assert world.case.person.identifiers.get().value == "BRSNDA12C44X999A"


def test_address_add_secret(world, sign_in):
    data = {
        "person": world.case.person_id,
        "kind": "collocazione",
        "text": SECRET,
        "secret": "on",
        "valid_from": "2026-03-02",
    }
    sign_in(world.owner).post(url("address_add", world), data)
    row = Address.objects.get()
    assert (row.text, row.secret, row.public_text) == (SECRET, True, NEUTRAL)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("valid_from", "2026-02-31"),
        ("valid_from", (timezone.localdate() + timedelta(days=1)).isoformat()),
        ("text", "via\x00"),
        ("text", ""),
        ("kind", "grotta"),
        ("person", "999999999"),
        ("person", "uno"),
    ],
)
def test_address_add_bad_input_is_told(world, sign_in, field, value):
    data = {
        "person": world.case.person_id,
        "kind": "residenza",
        "text": "via dei Tigli 3",
        "valid_from": "2026-03-02",
    }
    page = sign_in(world.owner).post(url("address_add", world), {**data, field: value})
    assert list(page.context["form"].errors) == [field]
    assert not Address.objects.exists()


def test_responsibility_set_twice_tells_the_day(world, sign_in, mother):
    client = sign_in(world.owner)
    data = {"parent": mother.pk, "status": "sospensione", "valid_from": "2026-03-02"}
    assert client.post(url("responsibility_set", world), data).status_code == 302
    page = client.post(url("responsibility_set", world), data)
    assert page.context["form"].errors["valid_from"] == [
        "C'è già un'indicazione dal 02/03/2026: scegliere un giorno dopo."
    ]
