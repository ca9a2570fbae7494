"""One unique string in every protected place, and everything that leaves the product searched for it.

Handbook safety §4: for each person who may not know, no hit in any page, file, header or log line; and the
positive control: who may know finds it where it belongs.
"""

import base64
import html
import inspect
import io
import logging
import zipfile
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from accounts.models import AccessLog, User
from cases.actions.calendar import renew_feed
from cases.permissions import grant
from config.celery import app as celery
from config.logging import IdsOnlyJsonFormatter
from tests.canaries import BAIT, CANARIES, CASE, MAY_KNOW, RESERVED, SECRET, plant
from tests.factories.cases import DeadlineFactory
from tests.matrix.expectations import LINES, TABLE
from tests.matrix.shapes import HEARD, HIDDEN, NO, NOT_THIS_WAY, Line
from tests.matrix.visits import SIGNED_IN, Answer, Visitors, undone
from tests.reports.pdf_text import PdfText

PEOPLE = (*SIGNED_IN, "far_lead", "disabled", "anonymous")
# What the lists and the pages with filters read from the address.
FILTERS = {
    "cases:case_household": ("?al=2025-06-01",),
    "cases:case_list": ("?stato=tutti", "?filtri=1"),
    "cases:agenda": ("?mese=2026-10", "?caso=1"),
    "cases:case_diary": ("?prima=x",),
}


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One world with its canaries."""


@pytest.fixture(scope="module")
def log() -> Iterator[io.StringIO]:
    """What the product writes into its log from the first answer on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(IdsOnlyJsonFormatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def planted(visitors: Visitors, log: io.StringIO) -> Visitors:
    plant(visitors.full)
    return visitors


# --- What leaves ----------------------------------------------------------------------------------------
_sinks: dict[str, list[tuple[str, str]]] = {}


def sinks(visitors: Visitors, who: str) -> list[tuple[str, str]]:
    """Every answer this person can get about the family, in words; gathered once for the module's world."""
    if who not in _sinks:
        _sinks[who] = list(_gather(visitors, who))
    return _sinks[who]


def _gather(visitors: Visitors, who: str) -> Iterator[tuple[str, str]]:
    """Pages, files, headers, errors, and what a search or a filter brings up."""
    full = visitors.full
    for line in answering(who, "get"):
        if who == "coordinator" and _is_form_of_both(line):
            continue
        url = line.url(full)
        yield from _read(url, visitors.get(who, url))
    if who in ("reader", "stranger"):
        for line in answering(who, "post"):
            url = line.url(full)
            yield from _read(f"POST {url}", visitors.post(who, url))
    for known in (BAIT, *_sought(who)):
        yield from _read(f"/casi/?q={known}", visitors.get(who, f"/casi/?q={known}"), typed=known)
        yield from _read(f"search for {known}", _searched(visitors, who, known), typed=known)
    for kind in ("csv", "xlsx"):
        answer = visitors.post(who, "/casi/file/?stato=tutti", {"formato": kind})
        yield from _read(f"the list as {kind}", answer)
    every = sorted({parameter for group in FILTERS.values() for parameter in group})
    for name, parameters in FILTERS.items():
        line = TABLE[name][0]
        # A page must bear also what another one reads.
        for parameter in (every if who == "reader" else parameters) if answers_to(line, who) else ():
            url = line.url(full) + parameter
            yield from _read(url, visitors.get(who, url))


def answering(who: str, method: str) -> list[Line]:
    """The lines that answer this person, and of those that refuse one of each room and kind.

    A refusal is the same bytes whatever was asked for: `tests/matrix` compares them at each URL, for everybody.
    """
    answering, refusing = [], {}
    for line in LINES:
        if answers_to(line, who, method):
            answering.append(line)
        else:
            refused = getattr(line, method).get(who, ())
            refusing[line.name.split(":")[0], *sorted(refused)] = line
    return answering + list(refusing.values())


def answers_to(line: Line, who: str, method: str = "get") -> bool:
    """Whether this person may get anything but a refusal; who is not named is sent to sign-in."""
    if who == "far_lead":  # has no column: leads, but none of these families
        who = "outsider" if line.ids else "coordinator"
    return getattr(line, method).get(who, NO) not in (NO, HIDDEN, NOT_THIS_WAY)


def _is_form_of_both(line: Line) -> bool:
    """A form the owner gets as well as the coordinator, who is kept from nothing but what
    `test_protected_data_show_on_their_own_page_only` seeks in the owner's; a request for access is read on its."""
    heard = line.post["coordinator"] == line.post["owner"] == HEARD
    return bool(line.ids) and heard and line.name != "cases:sight_decide"


def _sought(who: str) -> list[str]:
    """What one types: a word of every canary, or of what a search looks through and of all that is secret."""
    if who in ("reader", "colleague"):
        return [words.split()[0] for group in CANARIES.values() for words in group]
    found_by_search = [*CANARIES[CASE][:3], *CANARIES[SECRET], *(group[0] for group in CANARIES.values())]
    return sorted({words.split()[0] for words in found_by_search})


def _searched(visitors: Visitors, who: str, known: str) -> Answer:
    with undone():
        visitors.ask_for_good(who, "post", "/ricerca/", {"text": known})
        return visitors.ask_for_good(who, "get", "/ricerca/")


def _read(where: str, answer: Answer, typed: str = "") -> Iterator[tuple[str, str]]:
    """The words of an answer; a file is opened, what the person typed is not an answer."""
    yield f"{where} (headers)", str(answer.headers)
    if answer.body.startswith(b"%PDF"):
        yield f"{where} (PDF)", PdfText(answer.body).text if b"StructTreeRoot" in answer.body else ""
        yield f"{where} (PDF bytes)", answer.body.decode("latin-1")
    elif answer.body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(answer.body))
        for name in archive.namelist():
            yield f"{where} ({name})", name + archive.read(name).decode("utf-8", "replace")
    else:
        yield where, answer.text.replace(typed, "") if typed else answer.text


def forms_of(words: str) -> set[str]:
    """How a string may hide: as it is, in parts, in other letters, encoded."""
    parts = {words, words.split()[1]}
    return {
        form for part in parts for form in (part, part.upper(), html.escape(part), quote(part), _base64(part))
    }


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=")


# --- The searches ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_not_know_finds_nothing(planted: Visitors, who: str):
    secrets = [words for kind, group in CANARIES.items() if who not in MAY_KNOW[kind] for words in group]
    hidden = {words: forms_of(words) for words in secrets}
    hits = [
        f"{where}: {words}"
        for where, text in sinks(planted, who)
        for words, forms in hidden.items()
        if any(form in text for form in forms)
    ]
    assert hits == []


@pytest.mark.parametrize("kind", CANARIES)
def test_who_may_know_finds_it(planted: Visitors, kind: str):
    for who in sorted(MAY_KNOW[kind]):
        text = "\n".join(html.unescape(text) for _, text in sinks(planted, who))
        assert [words for words in CANARIES[kind] if words not in text] == [], who


def test_the_approved_report_holds_the_family_but_not_the_secret_address(planted: Visitors):
    answer = planted.get("owner", f"/relazioni/{planted.full.things.approved_report.pk}/pdf/")
    text = PdfText(answer.body).text
    assert CANARIES[CASE][0] in text
    assert [words for words in CANARIES[SECRET] + CANARIES[RESERVED] if words.split()[1] in text] == []


def test_a_reserved_note_does_not_show_that_it_is_there(planted: Visitors):
    """To who only reads the case: no badge, no way to it, on any page."""
    entry = planted.full.things.reserved_entry
    traces = (f"/diario/{entry.pk}/", '"secret-badge">Riservata')
    pages = [(where, text) for where, text in sinks(planted, "reader") if f"/diario/{entry.pk}/" not in where]
    assert [where for where, text in pages if any(trace in text for trace in traces)] == []
    assert traces[1] in "".join(text for _, text in sinks(planted, "coordinator"))


def test_a_granted_right_opens_the_secret_address(planted: Visitors):
    url = TABLE["cases:case_secrets"][0].url(planted.full)
    secret = CANARIES[SECRET][0]
    assert secret not in planted.get("coordinator", url).text
    with undone():
        grant(
            case=planted.full.case,
            to=planted.full.coordinator,
            permission="read_secrets",
            by=planted.full.owner,
        )
        assert secret in planted.ask_for_good("coordinator", "get", url).text


def test_headers_addresses_and_file_names_hold_no_words_even_for_the_owner(planted: Visitors):
    every = [word for group in CANARIES.values() for words in group for word in words.split()]
    hits = [
        f"{where}: {word}"
        for where, text in sinks(planted, "owner")
        if where.endswith("(headers)")
        for word in every
        if word in text and f"q={word}" not in where
    ]
    assert hits == []


def test_log_lines_hold_ids_only_and_nothing_goes_by_e_mail(planted: Visitors, log: io.StringIO):
    asked = [
        where for who in ("owner", "stranger") for where, _ in sinks(planted, who) if "(headers)" in where
    ]
    said = {"text": CANARIES[CASE][1], "q": CANARIES[CASE][0]}
    for line in answering("owner", "post"):
        asked.append(line.name)
        planted.post("owner", line.url(planted.full), said)
    with pytest.raises(ZeroDivisionError):
        _fail_with(CANARIES[CASE][0])
    written = log.getvalue()
    assert len(asked) > len(LINES)
    assert written.count('"message": "request"') >= len(asked)
    people = [user.last_name for user in User.objects.all()]
    words = [word for group in CANARIES.values() for words in group for word in words.split()]
    assert [word for word in words + people if f"{word}" in written] == []
    # Nor does any form ask for a field it has not.
    assert "Could not resolve" not in written
    assert mail.outbox == []


def _fail_with(words: str) -> None:
    """An error whose text quotes the record, logged as Django logs it."""
    try:
        raise ZeroDivisionError(words)
    except ZeroDivisionError:
        logging.getLogger("django.request").exception("Internal Server Error")
        raise


def test_the_private_calendar_holds_numbers_and_times_only(planted: Visitors):
    every = [word for group in CANARIES.values() for words in group for word in words.split()]
    case = planted.full.case
    with undone():
        DeadlineFactory(case=case, title=CANARIES[CASE][1], explanation=CANARIES[CASE][2])
        url = f"{reverse('cases:calendar_feed')}?chiave={renew_feed(by=planted.full.owner)}"
        answer = planted.ask_for_good("anonymous", "get", url)
    text = answer.text.replace("\r\n ", "")
    assert case.reference in text
    assert "Udienza" in text
    people = [user.last_name for user in User.objects.all()]
    assert [word for word in every + people if word in text or word in str(answer.headers)] == []


def test_tasks_take_ids_only():
    celery.loader.import_default_modules()
    ours = [task for name, task in celery.tasks.items() if not name.startswith("celery.")]
    assert len(ours) > 5
    wrong = [
        f"{task.name}({parameter})"
        for task in ours
        for parameter in inspect.signature(task.run).parameters.values()
        if parameter.annotation is not int
    ]
    assert wrong == []


def test_protected_data_show_on_their_own_page_only(planted: Visitors):
    """Even to who has the right: each reading is a line of its own in the log."""
    own = TABLE["cases:case_secrets"][0].url(planted.full)
    where = {
        where
        for where, text in sinks(planted, "owner")
        for words in CANARIES[SECRET]
        if any(form in text for form in forms_of(words))
    }
    assert where == {own}
    with undone():
        planted.ask_for_good("owner", "get", own)
        logged = AccessLog.objects.order_by("pk").last()
        assert (logged.action, logged.case_ids) == ("cases:case_secrets", [planted.full.case.pk])


@pytest.mark.parametrize("table", ["address", "contact"])
def test_addresses_and_contacts_are_not_readable_in_the_database(planted: Visitors, table: str):
    with connection.cursor() as cursor:
        for name in (f"cases_{table}", f"cases_{table}event"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {name} t")
            kept = cursor.fetchone()[0]
            plain = ("Zafferanella", "via Pubblica", "Recapituccio", "Notarella", "Recapitone", "5550123")
            assert [words for words in plain if words in kept] == [], name
