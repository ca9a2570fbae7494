"""Who opened what, for those who answer for the case and for the privacy officer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccessLog
from cases.access_wording import wording, words_for
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.cases import CaseFactory
from tests.matrix.expectations import TABLE

ROOMS = {"cases", "courts", "services", "peipa", "reports"}
REGISTER = reverse("cases:access_register")


def tab(world) -> str:
    return reverse("cases:case_accesses", args=[world.case.pk])


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("coordinator", 200), ("reader", 302), ("stranger", 404), ("privacy", 404)],
)
def test_who_reads_the_accesses_of_a_case(world, sign_in, who, status) -> None:
    assert sign_in(getattr(world, who)).get(tab(world)).status_code == status


def test_nobody_unknown(world, client) -> None:
    assert client.get(tab(world)).status_code == 302
    assert client.get(REGISTER).status_code == 302


def test_an_access_in_words(world, sign_in) -> None:
    sign_in(world.reader).get(reverse("cases:case_diary", args=[world.case.pk]))
    page = sign_in(world.owner).get(tab(world)).content.decode()
    assert str(world.reader) in page
    assert "Diario</td>" in page
    assert "Lettura</td>" in page


def test_an_unknown_name_is_shown_as_it_is() -> None:
    assert words_for("altro:nome") == "altro:nome"


def test_every_page_has_words() -> None:
    # A draft saves itself while somebody writes, and leaves no line.
    ours = {name for name in TABLE if name.partition(":")[0] in ROOMS} - {"cases:diary_draft"}

    assert ours <= set(wording)


def test_paging_and_period(world, sign_in) -> None:
    now = timezone.now()
    for days in range(60):
        AccessLog.objects.create(
            at=now - timedelta(minutes=days),
            user_id=world.reader.pk,
            user_email=world.reader.email,
            action=f"prova:{days}",
            method="GET",
            status=200,
            case_ids=[world.case.pk],
        )
    client = sign_in(world.owner)
    first = client.get(tab(world)).content.decode()
    assert "prova:0<" in first
    assert "Successivi" in first
    assert (
        "prova:0<" not in client.get(tab(world), {"dal": "2020-01-01", "al": "2020-02-01"}).content.decode()
    )


def test_the_tab_costs_the_same_for_one_row_and_for_many(
    world, sign_in, django_assert_max_num_queries
) -> None:
    client = sign_in(world.owner)

    def cost() -> int:
        with django_assert_max_num_queries(19) as queries:
            client.get(tab(world))
        return len(queries)

    client.get(tab(world))
    one = cost()
    for _ in range(5):
        sign_in(world.reader).get(reverse("cases:case_diary", args=[world.case.pk]))
    assert cost() == one


# --- The register ---------------------------------------------------------------------------------------
def ask(client, **fields):
    today = timezone.localdate()
    data = {
        "reference": "",
        "email": "",
        "dal": (today - timedelta(days=3)).isoformat(),
        "al": today.isoformat(),
    }
    return client.post(REGISTER, {**data, **fields}, follow=True).content.decode()


@pytest.mark.parametrize("who", ["owner", "coordinator", "reader", "stranger", "administrator"])
def test_the_register_is_for_the_privacy_officer_only(world, sign_in, who) -> None:
    assert sign_in(getattr(world, who)).get(REGISTER).status_code == 403


def test_by_reference_or_by_person_and_never_a_name(world, sign_in) -> None:
    sign_in(world.owner).get(reverse("cases:case_diary", args=[world.case.pk]))
    client = sign_in(world.privacy)
    for asked in ({"reference": world.case.reference}, {"email": "Owner@ente.example"}):
        page = ask(client, **asked)
        assert world.case.reference in page
        assert "owner@ente.example" in page
        assert world.case.person.last_name not in page


def test_the_officer_of_the_cooperative_sees_it_too_and_of_another_comune_not(world, sign_in) -> None:
    sign_in(world.owner).get(reverse("cases:case_diary", args=[world.case.pk]))
    for ente, found in ((world.cooperative, True), (world.other_comune, False)):
        officer = UserFactory()
        MembershipFactory(user=officer, unit=None, organisation=ente, role=Role.REFERENTE_PRIVACY)
        for asked in ({"reference": world.case.reference}, {"email": "owner@ente.example"}):
            assert ("Diario</td>" in ask(sign_in(officer), **asked)) is found


def test_looking_is_logged_with_or_without_a_result(world, sign_in) -> None:
    sign_in(world.owner).get(reverse("cases:case_diary", args=[world.case.pk]))
    client = sign_in(world.privacy)
    ask(client, reference=world.case.reference)
    ask(client, reference="2099/1")
    rows = AccessLog.objects.filter(user_id=world.privacy.pk, action="cases:access_register").order_by("id")
    assert [row.case_ids for row in rows] == [[world.case.pk], []]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Indica il numero"),
        ({"reference": "a\0"}, "non si possono conservare"),
        ({"reference": "2026/1", "dal": "2026-02-31"}, "data valida"),
        ({"reference": "2026/1", "dal": "2026-03-02", "al": "2026-03-01"}, "non può precedere"),
    ],
)
def test_bad_input_meets_an_italian_message(world, sign_in, fields, message) -> None:
    assert message in ask(sign_in(world.privacy), **fields)


# --- Filters, extract, who may see ----------------------------------------------------------------------
def test_the_tab_filters_by_person_and_kind(world, sign_in) -> None:
    for who, why in ((world.reader, ""), (world.colleague, "emergenza 7")):
        AccessLog.objects.create(
            user_id=who.pk,
            user_email=who.email,
            action="cases:case_diary",
            method="GET",
            status=200,
            case_ids=[world.case.pk],
            why=why,
        )
    client = sign_in(world.owner)
    by_name = client.get(tab(world), {"chi": world.reader.last_name.upper()}).content.decode()
    assert (str(world.reader) in by_name, str(world.colleague) in by_name) == (True, False)
    hurried = client.get(tab(world), {"azione": "emergenza"}).content.decode()
    assert (str(world.reader) in hurried, str(world.colleague) in hurried) == (False, True)
    assert "Emergenza</span>" in hurried


def test_the_extract_of_a_child_is_a_file_without_formulas_and_is_logged(world, sign_in) -> None:
    other = CaseFactory(unit=world.other_unit, person=world.case.person)
    world.owner.first_name = "=cmd|' /C calc'!A0"
    world.owner.save()
    for case in (world.case, other):
        AccessLog.objects.create(
            user_id=world.owner.pk,
            user_email=world.owner.email,
            action="cases:case_diary",
            method="GET",
            status=200,
            case_ids=[case.pk, world.sibling.pk],
        )
    client = sign_in(world.privacy)
    ask(client, reference=world.case.reference, same_child="on")
    answer = client.post(reverse("cases:access_export"))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="accessi.csv"'
    cells = [line.split(";") for line in lines[1:]]
    assert {row[-1] for row in cells[:2]} == {world.case.reference, other.reference}
    assert all(row[1].startswith("'=") for row in cells[:2])
    assert [row[2] for row in cells[2:]] == [world.privacy.email]  # the look itself
    row = AccessLog.objects.filter(user_id=world.privacy.pk).latest("id")
    assert (row.action, set(row.case_ids)) == ("cases:access_export", {world.case.pk, other.pk})


@pytest.mark.parametrize("who", ["privacy", "administrator"])
def test_can_somebody_see_a_case(world, sign_in, who) -> None:
    client, url = sign_in(getattr(world, who)), reverse("cases:can_see")
    answers = {
        name: client.post(url, {"reference": world.case.reference, "email": getattr(world, name).email})
        for name in ("reader", "stranger")
    }
    assert "vede, senza modificare" in answers["reader"].content.decode()
    assert "non vede" in answers["stranger"].content.decode()
    assert world.case.person.last_name not in answers["reader"].content.decode()
    row = AccessLog.objects.latest("id")
    assert (row.action, row.case_ids) == ("cases:can_see", [world.case.pk])


def test_who_may_see_is_asked_of_ones_own_ente_only(world, sign_in) -> None:
    far = CaseFactory(unit=world.far_unit)
    page = sign_in(world.privacy).post(
        reverse("cases:can_see"), {"reference": far.reference, "email": world.owner.email}
    )
    assert "Nessun fascicolo del tuo ente" in page.content.decode()
