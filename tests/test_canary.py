"""One unique string in every protected place, and everything that leaves the product searched for it.

Handbook safety §4: for each person who may not know, no hit in any page, file, header or log line; and the
positive control: who may know finds it where it belongs.
"""

import base64
import hashlib
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
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, User
from cases.actions.calendar import renew_feed
from cases.models import (
    Address,
    Assessment,
    Barrier,
    Bond,
    BreakGlass,
    Case,
    CaseTransfer,
    Contact,
    DiaryParagraph,
    Document,
    Identifier,
    LegalProtection,
    Person,
    RecordsRequest,
    SightRequest,
)
from cases.permissions import grant
from config.celery import app as celery
from config.logging import IdsOnlyJsonFormatter
from courts.models import Mandate, Order
from peipa.models import Objective, Plan
from reports.actions.writing import save_proposals
from reports.models import FrozenReport
from reports.pdf import render
from reports.snapshot import ReportSnapshot
from services.catalogue.models import Enrolment
from tests.factories.cases import DeadlineFactory
from tests.factories.everything import FullWorld
from tests.factories.reports import approved, opened_report
from tests.matrix.expectations import LINES, TABLE
from tests.matrix.visits import SIGNED_IN, Answer, Visitors, undone
from tests.reports.pdf_text import PdfText

SECRET, RESERVED, CASE, LEADS, REVIEW = "secret", "reserved", "case", "leads", "review"
# The first word is what one may search for, the second is what must not come back.
CANARIES = {
    SECRET: ["Zafferanella Ombrosa", "Recapituccio Sussurrante", "Notarella Velatissima"],
    RESERVED: [
        "Trespolino Bisbiglio",
        "Luogonascosto Quercione",
        "Conchi Sussurrati",
        "Petulanzio Domandone",
        "Curiosella Indagante",
    ],
    LEADS: ["Cognatella Imparentata", "Consegnuccia Traslocata"],
    REVIEW: ["Ambulanziera Affannata"],
    CASE: [
        "Oldobrando Scarabattolo",
        "Diariuccio Ghiribizzo",
        "Titolone Papiraceo",
        "Incaricando Cavilloso",
        "Prosettina Relazionale",
        "Progettuccio Arcobaleno",
        "Obiettivissimo Saltimbanco",
        "Vocina Fanciullesca",
        "Motivazione Incresciosa",
        "Attivazioncella Brontolona",
        "Recapitone Palesino",
        "Legamuccio Zigzagante",
        "Decretuccio Tutelare",
        "Documentino Stampigliato",
        "Cancellierone Ordinativo",
        "Valutazioncina Approfondita",
    ],
}
# In the text of an order, which only a search shows, beside the words of its canary.
BAIT = "Lusinghevole"
MAY_KNOW = {
    SECRET: {"owner"},
    RESERVED: {"owner", "coordinator"},
    CASE: {"owner", "coordinator", "reader"},
    LEADS: {"coordinator"},  # why somebody is barred, why a case is handed over
    REVIEW: {"coordinator", "privacy"},  # why somebody came in by emergency
}
PEOPLE = (*SIGNED_IN, "far_lead", "disabled", "anonymous")


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
    _plant(visitors.full)
    return visitors


def _plant(full: FullWorld) -> None:
    """Everywhere somebody's words are kept; then a report is approved that draws on all of it."""
    things, words = full.things, iter(CANARIES[CASE])
    first, last = next(words).split()
    Person.objects.filter(pk=things.case.person_id).update(first_name=first, last_name=last)
    DiaryParagraph.objects.filter(entry=things.entry).update(text=next(words))
    Document.objects.filter(pk=things.document.pk).update(title=next(words))
    Mandate.objects.filter(pk=things.mandate.pk).update(task_text=next(words))
    save_proposals(report=things.report, by=full.owner, text=next(words))
    Plan.objects.filter(pk=things.active_plan.pk).update(title=next(words))
    Objective.objects.filter(plan=things.active_plan).update(title=next(words))
    Plan.objects.filter(pk=things.active_plan.pk).update(child_voice=next(words))
    Case.unscoped.filter(pk=things.case.pk).update(reason=next(words))
    Enrolment.objects.filter(pk=things.enrolment.pk).update(note=next(words))
    Order.objects.filter(pk=things.order.pk).update(text=f"{BAIT} disposizione: {next(words)}.")
    Contact.objects.filter(pk=things.contact.pk).update(note=next(words))
    Bond.objects.filter(pk=things.bond.pk).update(note=next(words))
    LegalProtection.objects.filter(pk=things.protection.pk).update(decree=next(words))
    # Shown on the sheet of whom the table of addresses opens.
    Identifier.objects.filter(pk=things.identifier.pk).update(note=next(words), person=things.person)
    Assessment.objects.filter(pk=things.assessment.pk).update(note=next(words))
    text, place, participants, requester, asking = CANARIES[RESERVED]
    RecordsRequest.objects.filter(pk=things.records_request.pk).update(requester=requester)
    SightRequest.objects.filter(pk=things.sight_request.pk).update(reason=asking)
    barred, handed = CANARIES[LEADS]
    Barrier.objects.filter(pk=things.barrier.pk).update(reason=barred)
    CaseTransfer.objects.filter(pk=things.transfer.pk).update(note=handed)
    BreakGlass.objects.filter(pk=things.glass.pk).update(reason=CANARIES[REVIEW][0])
    DiaryParagraph.objects.filter(entry=things.reserved_entry).update(text=text)
    things.reserved_entry.place, things.reserved_entry.participants = place, participants
    things.reserved_entry.save()
    Address.objects.filter(pk=things.secret_address.pk).update(text=f"via {CANARIES[SECRET][0]} 47")
    _, reach, note = CANARIES[SECRET]
    Contact.objects.filter(pk=things.secret_contact.pk).update(value=f"{reach}@posta.example", note=note)
    _approve_one_more(full)


def _approve_one_more(full: FullWorld) -> None:
    mandate = full.things.approved_report.mandate
    last = mandate.reports.aggregate(last=Max("cycle"))["last"]
    report = opened_report(mandate, last + 1)
    frozen = approved(report, author=full.owner, approver=full.coordinator)
    pdf = render(ReportSnapshot.from_json(frozen.snapshot))
    stored = {"pdf": pdf, "pdf_sha256": hashlib.sha256(pdf).hexdigest(), "rendered_at": timezone.now()}
    FrozenReport.objects.filter(pk=frozen.pk).update(**stored)
    full.things.approved_report, full.things.frozen = report, frozen


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
    for line in LINES:
        url = line.url(full)
        yield from _read(url, visitors.get(who, url))
        if who in ("reader", "stranger"):
            yield from _read(f"POST {url}", visitors.post(who, url))
    for words in (word for group in CANARIES.values() for word in group):
        known = words.split()[0]
        yield from _read(f"/casi/?q={known}", visitors.get(who, f"/casi/?q={known}"), typed=known)
        yield from _read(f"search for {known}", _searched(visitors, who, known), typed=known)
    for kind in ("csv", "xlsx"):
        answer = visitors.post(who, "/casi/file/?stato=tutti", {"formato": kind})
        yield from _read(f"the list as {kind}", answer)
    yield from _read("search for an order", _searched(visitors, who, BAIT), typed=BAIT)
    for parameters in ("?al=2025-06-01", "?caso=1", "?prima=x", "?stato=tutti", "?filtri=1", "?mese=2026-10"):
        for name in ("cases:case_household", "cases:case_list", "cases:agenda", "cases:case_diary"):
            url = TABLE[name][0].url(full) + parameters
            yield from _read(url, visitors.get(who, url))


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
    for who in ("owner", "stranger"):
        assert sinks(planted, who)
    for line in LINES:
        planted.post("owner", line.url(planted.full), {"text": CANARIES[CASE][1], "q": CANARIES[CASE][0]})
    with pytest.raises(ZeroDivisionError):
        _fail_with(CANARIES[CASE][0])
    written = log.getvalue()
    assert written.count("\n") > 3 * len(LINES)
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
