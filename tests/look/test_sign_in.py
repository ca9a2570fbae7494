"""Signing in as people do it: password, code on the telephone, recovery code, passkey, forgotten password."""

import re
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import assert_good_at_both_widths, csp_violations, go
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.look.urls"),
]
NEW_PASSWORD = "un'altra frase lunga di prova"


def open_page(page: Page, path: str) -> None:
    page.goto(path)
    assert_good_at_both_widths(page)


def sign_in_by_form(page: Page, base_url: str, user: User, password: str = PASSWORD) -> None:
    page.goto(f"{base_url}/accesso/login/?next=/accesso/2fa/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Accedi", exact=True).click()


def confirm_identity(page: Page) -> None:
    """What allauth asks once before anything that protects the account changes."""
    expect(page.get_by_role("heading", name="Conferma la tua identità")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Conferma").click()


def sign_out(page: Page) -> None:
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Esci").click()
    expect(page).to_have_url(re.compile("/accesso/login/"))


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_code_on_the_telephone(page_at: Callable[[int], Page], live_server: SimpleNamespace) -> None:
    page, user = page_at(1280), UserFactory()
    sign_in_by_form(page, live_server.url, user)
    expect(page.get_by_role("heading", name="Verifica in due passaggi")).to_be_visible()

    page.get_by_role("link", name="Attiva l’app").click()
    confirm_identity(page)
    expect(page.get_by_role("heading", name="Attiva l’app di autenticazione")).to_be_visible()
    assert_good_at_both_widths(page)
    secret = page.get_by_label("Chiave in lettere").input_value()
    page.get_by_label("Codice autenticatore").fill(code_now(secret))
    page.get_by_role("button", name="Attiva").click()
    expect(page.get_by_label("Codici non ancora usati")).to_be_visible()
    assert_good_at_both_widths(page)
    recovery_code = page.get_by_label("Codici non ancora usati").input_value().split()[0]
    page.goto(f"{live_server.url}/accesso/2fa/")
    assert_good_at_both_widths(page)
    open_page(page, f"{live_server.url}/accesso/2fa/recovery-codes/generate/")

    sign_out(page)
    sign_in_by_form(page, live_server.url, user)
    expect(page.get_by_role("heading", name="Secondo passaggio")).to_be_visible()
    assert_good_at_both_widths(page)
    page.get_by_label("Codice").fill("000000")
    page.get_by_role("button", name="Accedi", exact=True).click()
    expect(page.locator(".invalid-feedback")).to_have_text("Codice errato.")
    page.get_by_label("Codice").fill(recovery_code)
    page.get_by_role("button", name="Accedi", exact=True).click()
    expect(page.get_by_text("9 su 10 da usare")).to_be_visible()

    page.get_by_role("link", name="Disattiva").click()
    confirm_identity(page)
    expect(page.get_by_role("heading", name="Disattiva l’app di autenticazione")).to_be_visible()
    assert_good_at_both_widths(page)
    page.get_by_role("button", name="Disattiva").click()
    expect(page.get_by_role("link", name="Attiva l’app")).to_be_visible()
    assert not Authenticator.objects.filter(user=user).exists()
    assert csp_violations(page) == []


def test_passkey(page_at: Callable[[int], Page], live_server: SimpleNamespace) -> None:
    page, user = page_at(1280), UserFactory()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in_by_form(page, live_server.url, user)
    page.get_by_role("link", name="Aggiungi").click()
    confirm_identity(page)
    expect(page.get_by_role("heading", name="Aggiungi una passkey")).to_be_visible()
    assert_good_at_both_widths(page)
    page.get_by_label("Nome della chiave").fill("Portatile dell'ufficio")
    page.get_by_label("Senza password").check()
    page.get_by_role("button", name="Aggiungi").click()
    expect(page.get_by_role("heading", name="Codici di recupero")).to_be_visible()
    open_page(page, f"{live_server.url}/accesso/2fa/webauthn/")
    go(page.get_by_role("link", name="Rinomina"))
    assert_good_at_both_widths(page)
    page.get_by_role("button", name="Salva").click()
    go(page.get_by_role("link", name="Rimuovi"))
    assert_good_at_both_widths(page)

    sign_out(page)
    page.goto(f"{live_server.url}/accesso/login/?next=/accesso/2fa/")
    page.get_by_role("button", name="Accedi con una passkey").click()
    expect(page.locator(".user-menu")).to_be_visible()
    assert csp_violations(page) == []


def test_refused_passkey_is_told(page_at: Callable[[int], Page], live_server: SimpleNamespace) -> None:
    page = page_at(360)
    page.goto(f"{live_server.url}/accesso/login/")
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('allauth.error', "
        "{cancelable: true, detail: {exception: new DOMException('', 'NotAllowedError')}}))"
    )
    expect(page.get_by_role("alert")).to_contain_text("Operazione annullata")


def test_forgotten_password(page_at: Callable[[int], Page], live_server: SimpleNamespace) -> None:
    page, user = page_at(360), UserFactory()
    page.goto(f"{live_server.url}/accesso/login/")
    page.get_by_role("link", name="Password dimenticata?").click()
    page.get_by_label("Email").fill(user.email)
    page.get_by_role("button", name="Invia il collegamento").click()
    expect(page.get_by_role("heading", name="Controlla la posta")).to_be_visible()

    message = mail.outbox[-1]
    assert message.subject.endswith("Nuova password")
    assert message.body.startswith("Buongiorno,")
    link = re.search(r"https?://\S+", message.body)
    assert link
    open_page(page, re.sub(r"https?://[^/]+", live_server.url, link[0]))
    page.get_by_label("Nuova password", exact=False).first.fill(NEW_PASSWORD)
    page.get_by_label("Nuova password (nuovamente)").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Registra la password").click()
    expect(page.get_by_role("heading", name="Password registrata")).to_be_visible()
    assert_good_at_both_widths(page)
    sign_in_by_form(page, live_server.url, user, NEW_PASSWORD)
    expect(page.locator(".user-menu")).to_be_visible()

    open_page(page, re.sub(r"https?://[^/]+", live_server.url, link[0]))
    expect(page.get_by_role("heading", name="Collegamento non valido")).to_be_visible()


def test_wrong_password_keeps_the_address(
    page_at: Callable[[int], Page], live_server: SimpleNamespace
) -> None:
    page, user = page_at(1280), UserFactory()
    sign_in_by_form(page, live_server.url, user, "sbagliata")
    expect(page.get_by_text("non sono corretti")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(user.email)
    assert_good_at_both_widths(page)


def test_own_address_cannot_be_changed(client: Client) -> None:
    """The address is the account's name and the administrator's to change."""
    user = UserFactory()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/accesso/email/", {"email": "altra@ente.example", "action_add": ""})
    assert answer.status_code == 405
    assert not EmailAddress.objects.filter(email="altra@ente.example").exists()
