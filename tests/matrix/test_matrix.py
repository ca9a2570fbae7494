"""Every URL × everybody: who reads, who is refused, who learns nothing (design §4, handbook safety §3)."""

import re
from zlib import crc32

import pytest
from django.db import connection
from django.template.loader import render_to_string

from tests.matrix.expectations import (
    ADMIN,
    ALLAUTH,
    BEFORE_URLS,
    LINES,
    OPEN_OF_ALLAUTH,
    SANDBOX,
    TABLE,
)
from tests.matrix.resolver import Url, all_urls
from tests.matrix.shapes import HIDDEN, SEEN, SIGN_IN, Line
from tests.matrix.visits import SIGNED_IN, Answer, Visitors, undone

OUTSIDE = ("anonymous", "disabled")
# What a refusal says, the same bytes whatever was asked for and by whom: no word of a family can stand in it.
REFUSALS = {403: "403.html", 404: "404.html"}
OURS = [url for url in all_urls() if not url.route.startswith((ALLAUTH, ADMIN, SANDBOX))]


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One world for all cells of the matrix."""


def test_every_url_has_a_line():
    unlisted = sorted({f"{url.name}  ({url.route})" for url in OURS if url.name not in TABLE})
    assert not unlisted, (
        "These URLs have no line in tests/matrix/expectations.py. Add one for each, with the shape that fits "
        "(page, form, act, open_to_all, reserved_to, public) and its ids:\n  " + "\n  ".join(unlisted)
    )


def test_every_line_has_its_url():
    names = {url.name for url in all_urls()}
    gone = sorted(set(TABLE) - names)
    assert not gone, f"Lines of tests/matrix/expectations.py whose URL is gone: {gone}"


@pytest.mark.parametrize("url", [url for url in OURS if url.name in TABLE], ids=lambda url: url.name)
def test_a_line_fills_every_id_of_its_url(url: Url):
    for line in TABLE[url.name]:
        assert set(line.ids) | set(line.words) == url.captures


# --- The matrix -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("line", LINES, ids=str)
def test_everybody(visitors: Visitors, line: Line):
    url = line.url(visitors.full)
    problems = _missing_is_nowhere(visitors, line)
    for who in SIGNED_IN:
        got, sent = visitors.get(who, url), visitors.post(who, url)
        problems += _unexpected(who, "GET", got, line.get[who])
        problems += _unexpected(who, "POST", sent, line.post[who])
        problems += _told(visitors, who, got)
        problems += _told(visitors, who, sent)
        if HIDDEN in (line.get[who], line.post[who]):
            problems += _differs_from_missing(visitors, who, line, got, sent)
        if got.status == 200 and line.get[who] == SEEN:
            problems += _unlogged(visitors, who, line, got)
    for who in OUTSIDE:
        problems += _from_outside(visitors, who, line, url)
    assert not problems, "\n".join([url, *problems])


def _unexpected(who: str, method: str, answer: Answer, expected: set[int]) -> list[str]:
    if answer.status in expected:
        told = REFUSALS.get(answer.status)
        same = told is None or answer.text == render_to_string(told)
        return [] if same else [f"{method} by {who}: {answer.status} in other words than {told}"]
    return [f"{method} by {who}: {answer.status}, expected {sorted(expected)} {answer.error}"]


def _from_outside(visitors: Visitors, who: str, line: Line, url: str) -> list[str]:
    """Who has not signed in, or may no longer: the way to sign-in, unless the table says otherwise."""
    got, sent = visitors.get(who, url), visitors.post(who, url)
    if who in line.get:
        return [*_unexpected(who, "GET", got, line.get[who]), *_unexpected(who, "POST", sent, line.post[who])]
    return [
        f"{who}: {answer.status} {answer.location}, expected the way to sign-in"
        for answer in (got, sent)
        if answer.status != 302 or not answer.location.startswith(SIGN_IN)
    ]


def _differs_from_missing(visitors: Visitors, who: str, line: Line, got: Answer, sent: Answer) -> list[str]:
    """A hidden id must answer to the byte like one that never was."""
    hidden = got if _way_of_hiding(line, who) == "get" else sent
    if _bytes(hidden) == _nowhere(visitors, who, line):
        return []
    return [f"{who}: a hidden id is answered otherwise than a missing one"]


def _missing_is_nowhere(visitors: Visitors, line: Line) -> list[str]:
    """And an id that never was, like any other that never was: asked by one person for each line, in turn."""
    kept_out = [who for who in SIGNED_IN if HIDDEN in (line.get[who], line.post[who])]
    if not kept_out:
        return []
    who = kept_out[crc32(str(line).encode()) % len(kept_out)]
    missing = visitors.ask(
        who, _way_of_hiding(line, who), line.missing_url(visitors.full), {"campo": "valore"}
    )
    return [] if _bytes(missing) == _nowhere(visitors, who, line) else [f"{who}: a missing id is told apart"]


def _nowhere(visitors: Visitors, who: str, line: Line) -> tuple[int, bytes, dict[str, str]]:
    """What this person hears of an id that never was in this part of the site; asked once."""
    missing = line.missing_url(visitors.full)
    key = (who, _way_of_hiding(line, who), missing.split("/")[1])
    if key not in visitors.nowhere:
        visitors.nowhere[key] = _bytes(visitors.ask(who, key[1], missing, {"campo": "valore"}))
    return visitors.nowhere[key]


def _way_of_hiding(line: Line, who: str) -> str:
    return "get" if line.get[who] == HIDDEN else "post"


def _bytes(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    return answer.status, answer.body, answer.headers


def _told(visitors: Visitors, who: str, answer: Answer) -> list[str]:
    """No word of a case out of sight, and every case named is in the log."""
    sees, problems = visitors.sees(who), []
    if not answer.logged <= sees and who != "privacy":
        problems.append(f"{who}: the log says that unseen cases were shown: {answer.logged - sees}")
    for case in visitors.cases:
        family = {each.pk for each in visitors.cases if each.household_id == case.household_id}
        if _names(case.reference, answer.text) and case.pk not in answer.logged:
            problems.append(f"{who}: the page names case {case.reference}, the access log does not")
        if _names(case.person.full_name, answer.text) and not family & answer.logged:
            problems.append(f"{who}: the page names {case.person}, the access log has no case of the family")
    return problems


def _names(words: str, text: str) -> bool:
    return words in text and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _unlogged(visitors: Visitors, who: str, line: Line, answer: Answer) -> list[str]:
    """An answer about a case leaves one row: who, what, which cases."""
    wanted = {getattr(visitors.full, name).pk for name in line.shows} & visitors.sees(who)
    if not wanted:
        return []
    rows = [(row.user_id, row.action, row.method, row.status) for row in answer.rows]
    expected = [(visitors.user(who).pk, line.name, "GET", 200)]
    if rows != expected or not wanted <= answer.logged:
        return [
            f"GET by {who}: the access log has {rows} for {answer.logged}, expected {expected} for {wanted}"
        ]
    return []


# --- No row, no page ------------------------------------------------------------------------------------
# Every file, and of the pages each third: one place writes the log for all of them.
FILES = re.compile("file|pdf|attachment|download|preview|copy|bundle|export|print|image|proof")
LOGGED = [line for line in LINES if line.shows and line.get["owner"] == SEEN]
WITHOUT_LOG = [line for n, line in enumerate(LOGGED) if n % 3 == 0 or FILES.search(line.name)]
NOBODY_WRITES = "ALTER TABLE accounts_accesslog ADD CONSTRAINT nobody_writes CHECK (false) NOT VALID"


def test_no_page_when_the_access_log_cannot_be_written(visitors: Visitors):
    problems = []
    with undone():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(NOBODY_WRITES)
        for line in WITHOUT_LOG:
            answer = visitors.get("owner", line.url(visitors.full))
            leaks = [case for case in visitors.cases if case.person.last_name in answer.text]
            if answer.status != 500 or leaks or b"%PDF" in answer.body:
                problems.append(f"{line}: {answer.status}, {leaks}")
    assert not problems, "\n".join(problems)


# --- What others have built -----------------------------------------------------------------------------
PLAIN = [url for url in all_urls() if url.route.startswith((ALLAUTH, ADMIN)) and not url.captures]


@pytest.mark.parametrize("path", BEFORE_URLS)
def test_the_load_balancer_is_answered_without_sign_in(visitors: Visitors, path: str):
    assert visitors.get("anonymous", path).status == 200


@pytest.mark.parametrize("url", [url for url in PLAIN if url.route.startswith(ALLAUTH)], ids=lambda u: u.name)
def test_sign_in_pages_are_the_only_ones_open(visitors: Visitors, url: Url):
    answer = visitors.get("anonymous", f"/{url.route}")
    assert answer.status < 500, answer.error
    sent_to_sign_in = answer.status == 302 and answer.location.startswith(f"{SIGN_IN}?next=")
    assert sent_to_sign_in is (url.name not in OPEN_OF_ALLAUTH)


@pytest.mark.parametrize("url", [url for url in PLAIN if url.route.startswith(ADMIN)], ids=lambda u: u.name)
def test_the_admin_site_is_for_administrators(visitors: Visitors, url: Url):
    address = f"/{url.route}"
    for who in (*SIGNED_IN, *OUTSIDE):
        answer = visitors.get(who, address)
        assert answer.status < 500, f"{who}: {answer.error}"
        if who not in ("administrator", "superuser") and "login" not in url.route:
            assert answer.status in (302, 403, 404), f"{who} gets {answer.status}"
        assert _told(visitors, who, answer) == []
