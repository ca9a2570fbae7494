"""Error pages and partials, without a browser."""

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client

from tests.factories.accounts import UserFactory

ERROR_PAGES = ["400", "403", "403_csrf", "404", "429", "500", "503"]


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_context(name: str) -> None:
    text = get_template(f"{name}.html").render()
    assert '<html lang="it">' in text
    assert "csrf" not in text
    assert "nonce" not in text


@pytest.mark.django_db
def test_404_is_the_same_bytes_for_everybody() -> None:
    """What is hidden and what does not exist answer alike: the page depends on neither person nor address."""
    signed_in = Client()
    signed_in.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = {signed_in.get(path).content for path in ("/non-esiste/", "/aiuto/non-esiste/")}
    pages |= {Client().get("/aiuto/riservatezza/").content}
    assert len(pages) == 1


def test_breadcrumbs_take_levels_or_a_list() -> None:
    by_levels = render_to_string(
        "shell/_breadcrumbs.html", {"url1": "/casi/", "label1": "Casi", "here": "Nuovo"}
    )
    by_list = render_to_string("shell/_breadcrumbs.html", {"crumbs": [("Casi", "/casi/")], "here": "Nuovo"})
    assert by_levels.split() == by_list.split()


def test_paging_without_pages_is_nothing() -> None:
    assert render_to_string("shell/_paging.html", {"shown": "1–3 di 3"}).strip() == ""


def test_empty_state_offers_a_next_step() -> None:
    text = render_to_string(
        "shell/_empty_state.html", {"title": "Nessun caso", "action_url": "/nuovo/", "action_label": "Apri"}
    )
    assert '<a class="btn btn-primary" href="/nuovo/">Apri</a>' in text
