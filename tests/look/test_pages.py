"""The pages of the shell that are not in the table of URLs: accessible, inside the CSP, as wide as the window."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_good_at_both_widths, csp_violations, sign_in
from tests.factories.accounts import UserFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.look.urls"),
]

OPEN_PAGES = [
    "/accesso/login/",
    "/accesso/password/reset/",
    "/accesso/password/reset/done/",
    "/accesso/signup/",
    "/accesso/inactive/",
    "/aiuto/accessibilita/",
    "/prova/stile/",
    *(f"/prova/errore/{name}/" for name in ("400", "403", "403_csrf", "404", "429", "500", "503")),
]
OWN_PAGES = [
    "/accesso/logout/",
    "/accesso/password/change/",
    "/accesso/2fa/",
    "/accesso/2fa/webauthn/",
    "/accesso/reauthenticate/",
    "/accesso/sessions/",
    "/aiuto/primi-passi/",
    "/aiuto/relazioni/",
]


def assert_good(page: Page, base_url: str, paths: list[str]) -> None:
    for path in paths:
        response = page.goto(base_url + path)
        assert response is not None
        assert response.status == 200, path
        assert page.title().endswith(" · Bandolo"), path
        assert page.locator("h1").count() == 1, path
        assert_good_at_both_widths(page)
    assert csp_violations(page) == []


def test_pages_before_sign_in(page_at: Callable[[int], Page], live_server: SimpleNamespace) -> None:
    assert_good(page_at(1280), live_server.url, OPEN_PAGES)


def test_pages_of_the_own_account(page_at: Callable[[int], Page], live_server: SimpleNamespace) -> None:
    page = page_at(1280)
    sign_in(page, UserFactory(), live_server.url)
    assert_good(page, live_server.url, OWN_PAGES)


def test_personal_menu_opens_and_closes(page_at: Callable[[int], Page], live_server: SimpleNamespace) -> None:
    page = page_at(360)
    sign_in(page, UserFactory(), live_server.url)
    page.goto(f"{live_server.url}/aiuto/")
    page.locator(".user-menu summary").click()
    page.get_by_role("link", name="Sicurezza dell’accesso").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".user-menu")).not_to_have_attribute("open", "")
