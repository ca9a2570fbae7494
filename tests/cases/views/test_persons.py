"""The sheet of a person, the merge on the screen, and bad input on every form of the household (safety §9)."""

from datetime import date

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import AccessLog
from cases.models import Address, Bond, HouseholdMember, Identifier, Person, PersonMerge
from tests.factories.cases import HouseholdMemberFactory, PersonFactory
from tests.factories.everything import FullWorld

DAY = "2026-03-02"
# NUL, direction override, zero width, far too long, and days that are none.
WORDS = ["via\x00", "\u202egnp.exe", "\u200b", "a" * 200_000, "'; DROP TABLE", "{{ 7*7 }}"]
DAYS = ["0001-01-01", "9999-12-31", "2026-02-31", "2026-03-29T02:30", "ieri", "1" * 5000]


def url(name, world, *more):
    return reverse(f"cases:{name}", args=[world.case.pk, *more])


@pytest.fixture
def mother(world):
    person = PersonFactory(controller=world.comune, first_name="Ombretta", last_name="Carpi", birth_date=None)
    HouseholdMemberFactory(household=world.case.household, person=person, kinship="madre")
    return person


def test_person_edit_keeps_the_birthplace_of_the_birth_date(world, sign_in, mother):
    data = {"first_name": "Ombretta", "last_name": "Carpi", "sex": "F", "birth_date": "1950-05-05"}
    client = sign_in(world.owner)
    client.post(url("person_edit", world, mother.pk), {**data, "birth_place": "rossano"})
    mother.refresh_from_db()
    assert (mother.birth_place, mother.birth_place_code) == ("Rossano (CS)", "H579")
    answer = client.post(url("person_edit", world, mother.pk), {**data, "birth_place": "Borgolieto"})
    mother.refresh_from_db()
    assert (mother.birth_place, mother.birth_place_code) == ("Borgolieto", "")
    assert "è stato tenuto com'è scritto" in str(list(get_messages(answer.wsgi_request))[-1])
    page = client.post(
        url("person_edit", world, mother.pk), {**data, "birth_place": "Livo", "birth_date": ""}
    )
    assert "Livo (CO), Livo (TN)" in page.text


def test_sheet_tells_what_does_not_add_up(world, sign_in, mother):
    client = sign_in(world.owner)
    data = {"kind": "cf", "value": "brs nda 12c44 x999a"}
    assert client.post(url("identifier_add", world, mother.pk), data).url == url(
        "person_detail", world, mother.pk
    )
    row = Identifier.objects.get(person=mother)
    assert "la lettera di controllo non torna" in client.get(url("person_detail", world, mother.pk)).text
    client.post(url("identifier_correct", world, row.pk), {"kind": "stp", "value": "STP0308150000123"})
    client.post(url("identifier_end", world, row.pk), {"valid_to": DAY})
    row.refresh_from_db()
    assert (row.kind, row.valid_to) == ("stp", date(2026, 3, 2))
    assert "Da verificare" not in client.get(url("person_detail", world, mother.pk)).text


def test_sheet_same_queries_for_few_and_many(
    world, sign_in, mother, django_assert_num_queries, django_assert_max_num_queries
):
    def add(number):
        Identifier.objects.create(person=mother, kind="altro", value=f"N {number}")
        Address.objects.create(person=mother, kind="dimora", text="via 1", valid_from=date(2024, 1, 1))
        Bond.objects.create(person=mother, other=world.case.person, kind="parente")

    add(1)
    client = sign_in(world.owner)
    with django_assert_max_num_queries(20) as few:
        client.get(url("person_detail", world, mother.pk))
    for number in (2, 3, 4):
        add(number)
    with django_assert_num_queries(len(few)):
        client.get(url("person_detail", world, mother.pk))


def test_address_comune_is_understood_and_never_of_a_secret_one(world, sign_in):
    client = sign_in(world.owner)
    data = {"person": world.case.person_id, "kind": "dimora", "text": "via dei Tigli 3", "valid_from": DAY}
    for more, field in (
        ({"comune": "Borgolieto"}, "comune"),
        ({"comune": "Melzo", "secret": "on"}, "comune"),
    ):
        assert list(client.post(url("address_add", world), data | more).context["form"].errors) == [field]
    client.post(url("address_add", world), data | {"comune": "melzo"})
    assert Address.objects.get().comune_code == "F119"
    assert "via dei Tigli 3, Melzo (MI)" in client.get(url("case_household", world)).text


def test_merge_compared_made_and_undone(world, sign_in, mother):
    twin = PersonFactory(controller=world.comune, first_name="Ombreta", last_name="Carpi")
    HouseholdMemberFactory(household=world.case.household, person=twin, kinship="altro")
    client, address = sign_in(world.coordinator), url("merge", world, mother.pk)
    assert f"?con={twin.pk}" in client.get(address).text
    page = client.get(f"{address}?con={twin.pk}")
    assert list(page.context["form"].fields) == ["first_name", "birth_date", "reason"]
    assert 'name="birth_date"' in page.text
    assert AccessLog.objects.order_by("pk").last().case_ids == [world.case.pk, world.sibling.pk]
    data = {"first_name": "resta", "birth_date": "unita", "reason": "stesso passaporto"}
    assert client.post(f"{address}?con={twin.pk}", data).url == url("person_detail", world, mother.pk)
    mother.refresh_from_db()
    assert (mother.first_name, mother.birth_date) == ("Ombretta", twin.birth_date)
    row = PersonMerge.objects.get()
    assert url("merge_undo", world, row.pk) in client.get(url("person_detail", world, mother.pk)).text
    client.post(url("merge_undo", world, row.pk))
    assert Person.objects.get(pk=twin.pk).merged_into is None
    assert HouseholdMember.objects.filter(person=twin).exists()


@pytest.mark.parametrize("other", ["999999999", "x", "1" * 40, "\x00", "²"])
def test_merge_with_nobody_is_not_found(world, sign_in, mother, other):
    assert sign_in(world.coordinator).get(url("merge", world, mother.pk), {"con": other}).status_code == 404


@pytest.mark.parametrize("typed", [*WORDS, "²", "Zürich"])
def test_places_answer_anything(world, sign_in, typed):
    answer = sign_in(world.owner).get(reverse("cases:places"), {"birth_place": typed[:4000]})
    assert answer.status_code == 200


FORMS = [
    ("member_add", ()),
    ("member_change", ("member",)),
    ("member_end", ("member",)),
    ("person_edit", ("person",)),
    ("identifier_add", ("person",)),
    ("identifier_correct", ("identifier",)),
    ("identifier_end", ("identifier",)),
    ("address_add", ()),
    ("address_end", ("address",)),
    ("contact_add", ()),
    ("contact_end", ("contact",)),
    ("bond_add", ()),
    ("bond_change", ("bond",)),
    ("protection_add", ()),
    ("protection_end", ("protection",)),
    ("responsibility_set", ()),
    ("merge", ("person",)),
]


def bad_versions(fields):
    """Each word that is none with each day that is none: days for days, words for the rest; then NUL for all."""
    for word, day in zip(WORDS, DAYS, strict=True):
        yield {name: day if isinstance(field, forms.DateField) else word for name, field in fields.items()}
    yield dict.fromkeys(fields, "\x00")


def test_bad_input_is_told_and_never_fails(full_world: FullWorld, sign_in):
    """Every field of every form of the household with everything that has ever hurt a form."""
    full, failed = full_world, []
    clients = {True: sign_in(full.coordinator), False: sign_in(full.owner)}
    for name, ids in FORMS:
        address = url(name, full, *(getattr(full.things, each).pk for each in ids))
        client = clients[name == "merge"]
        fields = client.get(address).context["form"].fields
        for sent in bad_versions(fields):
            answer = client.post(address, sent)
            if answer.status_code != 200 or not answer.context["form"].errors:
                failed.append(f"{name} {str(sent)[:80]}: {answer.status_code}")
    assert failed == []
