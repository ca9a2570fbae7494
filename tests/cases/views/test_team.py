from datetime import date

from django.urls import reverse
from django.utils import timezone

from cases.models import TeamMember
from cases.permissions import people_with_grants, visible_cases
from tests.factories.accounts import MembershipFactory
from tests.factories.cases import TeamMemberFactory

TODAY = timezone.localdate().isoformat


def url(name, world, *more):
    return reverse(f"cases:{name}", args=[world.case.pk, *more])


def test_team_now_and_past(world, sign_in):
    gone = TeamMemberFactory(case=world.case, user=world.colleague, valid_to=date(2025, 6, 1))
    page = sign_in(world.owner).get(url("case_team", world))
    assert page.context["former"] == [gone]
    assert world.owner in [member.user for member in page.context["present"]]
    assert list(page.context["readers"]) == [world.reader]


def test_team_same_queries_for_few_and_many(
    world, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(world.owner)
    with django_assert_max_num_queries(20) as few:
        client.get(url("case_team", world))
    for _ in range(4):
        TeamMemberFactory(case=world.case)
    with django_assert_num_queries(len(few)):
        client.get(url("case_team", world))


def test_team_add_offers_only_colleagues_of_the_titolare(world, sign_in):
    page = sign_in(world.owner).get(url("team_add", world))
    offered = set(page.context["form"].fields["user"].queryset)
    assert offered == {world.coordinator, world.reader, world.colleague, world.stranger}


def test_team_add_and_end(world, sign_in):
    client = sign_in(world.owner)
    data = {"user": world.colleague.pk, "role": "educatore", "valid_from": TODAY(), "note": "ADM"}
    client.post(url("team_add", world), data)
    member = TeamMember.objects.get(case=world.case, user=world.colleague)
    assert (member.role, member.responsible, member.note) == ("educatore", False, "ADM")
    client.post(url("team_end", world, member.pk), {"valid_to": TODAY()})
    member.refresh_from_db()
    assert member.valid_to == timezone.localdate()


def test_team_end_before_start_is_told(world, sign_in):
    member = TeamMemberFactory(case=world.case, user=world.colleague)
    page = sign_in(world.owner).post(url("team_end", world, member.pk), {"valid_to": "2020-01-01"})
    assert page.context["form"].errors["valid_to"] == ["La fine non può precedere l'inizio."]


def test_hand_over_leaving_goes_back_to_the_list(world, sign_in):
    data = {"to": world.stranger.pk, "role": "psicologo", "on": TODAY(), "note": "Scuola giovedì."}
    answer = sign_in(world.owner).post(url("team_hand_over", world), data)
    assert answer.url == reverse("cases:case_list")
    assert world.case not in visible_cases(world.owner)
    page = sign_in(world.stranger).get(world.case.get_absolute_url())
    assert f"Responsabile: {world.stranger}" in page.text


def test_hand_over_needs_the_notes(world, sign_in):
    data = {"to": world.stranger.pk, "role": "psicologo", "on": TODAY(), "note": " "}
    page = sign_in(world.owner).post(url("team_hand_over", world), data)
    assert list(page.context["form"].errors) == ["note"]


def test_reading_given_and_taken_back(world, sign_in):
    client = sign_in(world.owner)
    client.post(url("reading_add", world), {"to": world.colleague.pk})
    assert sign_in(world.colleague).get(world.case.get_absolute_url()).status_code == 200
    client.post(url("reading_withdraw", world, world.colleague.pk))
    assert sign_in(world.colleague).get(world.case.get_absolute_url()).status_code == 404
    assert list(people_with_grants(world.case)) == [world.reader]


def test_the_right_to_protected_addresses_given_and_taken_back_by_the_lead(world, sign_in):
    lead, reader = sign_in(world.coordinator), sign_in(world.reader)
    assert lead.post(url("secrets_add", world), {"to": world.colleague.pk}).context["form"].errors.keys() == {
        "to"
    }
    lead.post(url("secrets_add", world), {"to": world.reader.pk, "until": TODAY()})
    assert reader.get(url("case_secrets", world)).status_code == 200
    assert f"fino al {timezone.localdate():%d/%m/%Y}" in lead.get(url("case_sight", world)).text
    lead.post(url("secrets_withdraw", world, world.reader.pk))
    assert reader.get(url("case_secrets", world)).status_code == 403
    assert reader.get(world.case.get_absolute_url()).status_code == 200


def test_reading_withdraw_of_who_has_none_is_a_404(world, sign_in):
    answer = sign_in(world.owner).post(url("reading_withdraw", world, world.colleague.pk))
    assert answer.status_code == 404


def test_reading_not_offered_to_another_titolare(world, sign_in):
    MembershipFactory(
        user=world.outsider, unit=world.far_unit, valid_from=date(2019, 1, 1), valid_to=date(2019, 2, 1)
    )
    page = sign_in(world.owner).post(url("reading_add", world), {"to": world.outsider.pk})
    assert list(page.context["form"].errors) == ["to"]
