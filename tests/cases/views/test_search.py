"""The page of the one box."""

import re

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from tests.cases.test_search import hide, named, note  # noqa: F401 - `named` is a fixture

URL = reverse("cases:search")
SECRETS = re.compile(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|nonce="[^"]+"')


def find(client, text: str) -> str:
    answer = client.post(URL, {"text": text}, follow=True)
    assert answer.status_code == 200
    return SECRETS.sub("", answer.content.decode())


def test_what_was_typed_stays_out_of_the_address(named, sign_in) -> None:  # noqa: F811
    client = sign_in(named.owner)
    answer = client.post(URL, {"text": "Zaccarella"})
    assert answer.url == URL
    assert "Zaccarèlla" in client.get(URL).content.decode()
    client.post(URL, {"text": ""})
    assert "Zaccarèlla" not in client.get(URL).content.decode()


def test_snippets_are_escaped_and_marked(named, sign_in) -> None:  # noqa: F811
    note(named.case, "<img src=x onerror=alert(1)> la parola unica qui")
    page = find(sign_in(named.owner), "unica")
    assert "<mark>unica</mark>" in page
    assert "<img src=x" not in page


def test_the_same_bytes_with_and_without_hidden_cases(named, sign_in) -> None:  # noqa: F811
    note(named.case, "Nicolò ha una parola unica.")
    client = sign_in(named.owner)
    asked = ("Zaccarella", "parola unica", "2026/9", "nicolo", "praola")
    alone = [find(client, typed) for typed in asked]
    for number in range(20):
        hide(named, number)
    assert [find(client, typed) for typed in asked] == alone


@pytest.mark.parametrize("who", ["stranger", "outsider", "administrator", "privacy"])
def test_who_sees_no_case_gets_an_empty_page(named, sign_in, who) -> None:  # noqa: F811
    assert "Nessun risultato" in find(sign_in(getattr(named, who)), "Zaccarella")


def test_nobody_unknown(client, db) -> None:
    assert client.get(URL).status_code == 302


def test_what_was_shown_is_logged(named, sign_in) -> None:  # noqa: F811
    find(sign_in(named.reader), "Zaccarella")
    (row,) = AccessLog.objects.filter(action="cases:search")
    assert (row.user_id, row.case_ids) == (named.reader.pk, [named.case.pk])


@pytest.mark.parametrize(
    ("text", "message"), [("a", "almeno 2"), ("x" * 201, "200"), ("ab\0c", "conservare")]
)
def test_bad_input_meets_an_italian_message(world, sign_in, text, message) -> None:
    assert message in sign_in(world.owner).post(URL, {"text": text}).content.decode()


def test_the_page_costs_the_same_for_one_hit_and_for_nine(
    named,  # noqa: F811
    sign_in,
    django_assert_max_num_queries,
) -> None:
    client = sign_in(named.owner)

    def cost() -> int:
        with django_assert_max_num_queries(19) as queries:
            client.get(URL)
        return len(queries)

    note(named.case, "Nicolò ride.")
    find(client, "nicolo")
    one = cost()
    for _ in range(8):
        note(named.sibling, "Nicolò corre.")
    assert cost() == one
