"""The administration: who gets in, what it knows, what it never shows."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.admin_site import ALLOWED
from accounts.enums import Role
from accounts.models import Membership, User
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.cases import DiaryParagraphFactory
from tests.factories.courts import MandateFactory, OfficeFactory, ProceedingNumberFactory

pytestmark = pytest.mark.django_db
INDEX = "/amministrazione/"


@pytest.fixture
def clerk(world) -> User:
    """An administrator by role, who is no superuser."""
    clerk = UserFactory(email="clerk@ente.example", is_staff=True)
    MembershipFactory(user=clerk, unit=None, organisation=world.cooperative, role=Role.AMMINISTRATORE)
    return clerk


def pages(model: type) -> list[str]:
    """The list and the empty form of one table."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return [reverse(f"{name}_changelist"), reverse(f"{name}_add")]


def test_only_the_tables_on_the_list_are_registered() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == ALLOWED


@pytest.mark.parametrize("label", sorted(ALLOWED))
def test_every_page_opens_for_an_administrator_by_role(clerk, sign_in, label) -> None:
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    client = sign_in(clerk)
    for page in pages(model):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("who", ["owner", "coordinator", "reader", "privacy", "stranger"])
def test_the_administration_is_closed_to_everybody_else(world, sign_in, who) -> None:
    client = sign_in(getattr(world, who))
    assert client.get(INDEX, follow=True).status_code == 403
    assert client.get(reverse("admin:accounts_user_changelist"), follow=True).status_code == 403


def test_staff_without_the_role_stays_out(world, clerk, sign_in) -> None:
    Membership.objects.filter(user=clerk).update(valid_to=date(2020, 1, 2))
    assert sign_in(clerk).get(INDEX, follow=True).status_code == 403


def test_there_is_one_sign_in(client) -> None:
    for page in (INDEX, "/amministrazione/login/"):
        response = client.get(page, follow=True)
        assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_no_page_shows_anything_of_a_case(world, sign_in) -> None:
    mandate = MandateFactory(cases=[world.case], task_text="Testo riservato dell'incarico")
    ProceedingNumberFactory(proceeding=mandate.order.proceeding, number=987654)
    DiaryParagraphFactory(entry__case=world.case, text="Testo riservato del diario")
    person = world.case.person
    words = [person.first_name, person.last_name, world.case.reference, world.case.household.name]
    client = sign_in(world.administrator)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        rows = [reverse(f"{name}_change", args=[row.pk]) for row in model._default_manager.all()[:3]]
        histories = [reverse(f"{name}_history", args=[row.pk]) for row in model._default_manager.all()[:3]]
        for page in [INDEX, *pages(model), *rows, *histories]:
            response = client.get(page)
            assert response.status_code == 200
            for word in [*words, "Testo riservato", "987654"]:
                assertNotContains(response, word)


@pytest.mark.parametrize("label", sorted(ALLOWED))
def test_nothing_is_deleted(world, sign_in, label) -> None:
    """A refused deletion would list what hangs on the row, persons included."""
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    OfficeFactory()
    row = model._default_manager.first()
    if row is not None:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_delete", args=[row.pk])
        assert sign_in(world.administrator).get(url).status_code == 403


def test_a_person_is_added_by_email(clerk, sign_in) -> None:
    inline = {f"memberships-{key}": value for key, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))}
    data = {
        "email": "Nuova.Persona@Ente.example",
        "first_name": "Nuova",
        "last_name": "Persona",
        "profession": "educatore",
    }
    response = sign_in(clerk).post(reverse("admin:accounts_user_add"), data | inline)
    assert response.status_code == 302
    person = User.objects.get(email="nuova.persona@ente.example")
    assert not person.has_usable_password()
    assert (person.is_staff, person.is_superuser) == (False, False)


def test_a_new_person_chooses_a_password_by_mail(world, client, mailoutbox) -> None:
    world.stranger.set_unusable_password()
    world.stranger.save()
    client.post(reverse("account_reset_password"), {"email": world.stranger.email})
    assert [mail.to for mail in mailoutbox] == [[world.stranger.email]]


def test_the_form_of_a_person_offers_no_permissions(world, clerk, sign_in) -> None:
    page = sign_in(clerk).get(reverse("admin:accounts_user_change", args=[world.owner.pk]))
    for field in ("is_superuser", "groups", "user_permissions"):
        assertNotContains(page, f'name="{field}"')


def test_nothing_of_a_password_is_shown(world, clerk, sign_in) -> None:
    page = sign_in(clerk).get(reverse("admin:accounts_user_change", args=[world.owner.pk]))
    assertContains(page, "Imposta una nuova password")
    for words in ("md5", "pbkdf2", "algoritmo", "salt"):
        assertNotContains(page, words)


def test_a_posted_permission_is_ignored(world, clerk, sign_in) -> None:
    owner = world.owner
    data = {
        "email": owner.email,
        "first_name": owner.first_name,
        "last_name": owner.last_name,
        "profession": owner.profession,
        "is_active": "on",
        "is_superuser": "on",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    sign_in(clerk).post(reverse("admin:accounts_user_change", args=[owner.pk]), data)
    owner.refresh_from_db()
    assert not owner.is_superuser


def test_nobody_gives_themselves_a_role(world, clerk, sign_in) -> None:
    client = sign_in(clerk)
    page = client.get(reverse("admin:accounts_user_change", args=[clerk.pk]))
    assertNotContains(page, 'name="memberships-__prefix__-role"')
    data = {
        "user": clerk.pk,
        "organisation": world.cooperative.pk,
        "unit": world.unit.pk,
        "role": Role.COORDINATORE,
        "valid_from": "01/01/2026",
    }
    client.post(reverse("admin:accounts_membership_add"), data)
    assert Membership.objects.filter(user=clerk).count() == 1
    assert (
        client.post(reverse("admin:accounts_membership_add"), data | {"user": world.stranger.pk}).status_code
        == 302
    )


def test_a_superuser_is_out_of_reach_of_an_administrator(world, clerk, sign_in) -> None:
    client = sign_in(clerk)
    change = reverse("admin:accounts_user_change", args=[world.administrator.pk])
    assertNotContains(client.get(change), 'name="_save"')
    password = reverse("admin:auth_user_password_change", args=[world.administrator.pk])
    assert client.get(password).status_code == 403


def test_overlapping_roles_are_refused_in_plain_words(world, clerk, sign_in) -> None:
    data = {
        "user": world.stranger.pk,
        "organisation": world.cooperative.pk,
        "unit": world.other_unit.pk,
        "role": Role.OPERATORE,
        "valid_from": "01/01/2026",
    }
    response = sign_in(clerk).post(reverse("admin:accounts_membership_add"), data)
    assertContains(response, "Questa persona ha già questo ruolo in quel periodo.")
