from collections.abc import Callable

import pytest
from django.test import Client

from accounts.enums import Role
from tests.factories.accounts import MembershipFactory, UserFactory


@pytest.mark.django_db
def test_profile_shows_own_roles_only(client: Client) -> None:
    mine = MembershipFactory(user=UserFactory(), role=Role.OPERATORE)
    other = MembershipFactory(role=Role.COORDINATORE)
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Oggi non hai ruoli validi" in client.get("/profilo/").content.decode()
    client.force_login(mine.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/profilo/").content.decode()
    assert str(mine.unit) in page
    assert str(other.unit) not in page


@pytest.mark.django_db
def test_profile_costs_the_same_for_one_role_and_for_ten(
    client: Client, django_assert_num_queries: Callable
) -> None:
    user = UserFactory()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/profilo/")
    for count in (1, 9):
        for _ in range(count):
            MembershipFactory(user=user)
        with django_assert_num_queries(6):
            client.get("/profilo/")
