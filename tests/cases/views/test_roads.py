"""Who may walk which road of the core pages: owner, reader, stranger, anonymous."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Address, HouseholdMember, TeamMember
from tests.factories.cases import HouseholdMemberFactory

READ = ["case_detail", "case_household", "case_team"]
WRITE = [
    "case_edit",
    "case_move",
    "member_add",
    "member_end",
    "person_edit",
    "address_add",
    "address_end",
    "responsibility_set",
    "team_add",
    "team_end",
    "team_hand_over",
    "reading_add",
]
OPEN = ["today", "agenda", "case_list", "case_create"]


@pytest.fixture
def address_of(world):
    """The URL of a page of the first sibling's case, with something of that case under it."""
    member = HouseholdMemberFactory(household=world.case.household)
    home = Address.objects.create(
        person=world.case.person, kind="residenza", text="via di Prova 1", valid_from="2025-01-15"
    )
    further = {
        "case_move": ["assess"],
        "member_end": [member.pk],
        "person_edit": [member.person_id],
        "address_end": [home.pk],
        "team_end": [TeamMember.objects.filter(case=world.case).first().pk],
    }
    return lambda name: reverse(f"cases:{name}", args=[world.case.pk, *further.get(name, [])])


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("reader", 200), ("stranger", 404)])
def test_reading_by_relation(world, sign_in, address_of, name, who, status):
    assert sign_in(getattr(world, who)).get(address_of(name)).status_code == status


@pytest.mark.parametrize("name", WRITE)
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("coordinator", 200), ("reader", 403), ("stranger", 404)]
)
def test_writing_by_relation(world, sign_in, address_of, name, who, status):
    client = sign_in(getattr(world, who))
    assert client.get(address_of(name)).status_code == status
    if status != 200:
        assert client.post(address_of(name), {}).status_code == status


@pytest.mark.parametrize(("who", "status"), [("owner", 302), ("reader", 403), ("stranger", 404)])
def test_withdrawing_a_reader_by_relation(world, sign_in, who, status):
    url = reverse("cases:reading_withdraw", args=[world.case.pk, world.reader.pk])
    assert sign_in(getattr(world, who)).post(url).status_code == status


@pytest.mark.parametrize("name", READ + WRITE)
def test_anonymous_goes_to_sign_in(address_of, name):
    answer = Client().get(address_of(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", OPEN)
@pytest.mark.parametrize("who", ["owner", "coordinator", "stranger", "outsider"])
def test_overviews_open_to_casework(world, sign_in, name, who):
    assert sign_in(getattr(world, who)).get(reverse(f"cases:{name}")).status_code == 200


@pytest.mark.parametrize("name", OPEN)
def test_overviews_anonymous_goes_to_sign_in(db, name):
    assert Client().get(reverse(f"cases:{name}")).status_code == 302


@pytest.mark.parametrize("who", ["administrator", "privacy"])
def test_without_casework_a_landing_page_and_no_new_case(world, sign_in, who):
    client = sign_in(getattr(world, who))
    assert "Il tuo ruolo non tratta fascicoli" in client.get(reverse("cases:today")).text
    assert client.get(reverse("cases:case_create")).status_code == 403
    assert client.get(reverse("cases:case_list")).context["rows"] == []


def test_something_of_another_household_is_a_404(world, sign_in):
    elsewhere = HouseholdMemberFactory()
    away = Address.objects.create(
        person=elsewhere.person, kind="residenza", text="via Lontana 9", valid_from="2025-01-15"
    )
    client = sign_in(world.owner)
    for name, pk in [
        ("member_end", elsewhere.pk),
        ("person_edit", elsewhere.person_id),
        ("address_end", away.pk),
    ]:
        url = reverse(f"cases:{name}", args=[world.case.pk, pk])
        assert client.get(url).status_code == 404
        assert client.post(url, {"valid_to": "2026-01-01"}).status_code == 404
    assert HouseholdMember.objects.get(pk=elsewhere.pk).valid_to is None


def test_team_member_of_another_case_is_a_404(world, sign_in):
    other = TeamMember.objects.filter(case=world.sibling).first()
    url = reverse("cases:team_end", args=[world.case.pk, other.pk])
    assert sign_in(world.owner).get(url).status_code == 404
