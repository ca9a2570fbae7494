"""The pages of art. 403: who sees them, what they show, what they ask."""

import re
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cases.models import Deadline
from cases.today_hooks import panels_for
from courts.actions.emergencies import close_emergency, tick_step
from courts.emergency_panels import blockers
from courts.models import Emergency
from courts.terms import in_rome
from tests.factories.cases import CaseFactory
from tests.factories.courts import OfficeFactory, ProsecutorFactory, emergency_for, numbers_of_the_law
from tests.factories.records import document_of

pytestmark = pytest.mark.django_db
NIGHT = (2026, 10, 24, 23, 30)


def rome(*wall: int) -> datetime:
    return in_rome(datetime(*wall))  # noqa: DTZ001 - the zone is given here


@pytest.fixture(autouse=True)
def numbers(db) -> None:
    numbers_of_the_law()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(rome(*NIGHT), tick=False) as moved:
        yield moved


@pytest.fixture
def emergency(world) -> Emergency:
    """Of both siblings."""
    removed = rome(2026, 10, 24, 22, 15)
    return emergency_for([world.case, world.sibling], world.owner, removed_at=removed)


def page_of(name: str, emergency: Emergency, **words: str) -> str:
    return reverse(f"courts:emergency_{name}", kwargs={"pk": emergency.pk, **words})


def typed(world, prosecutor, **fields) -> dict:
    given = {
        "cases": [world.case.pk, world.sibling.pk],
        "removed_day": "2026-10-24",
        "removed_time": "22:15",
        "oral_notice_day": "2026-10-24",
        "oral_notice_time": "22:40",
        "oral_notice_by": world.owner.pk,
        "prosecutor": prosecutor.pk,
        "call_taken_by": "Sostituto di turno",
        "reasons": "Pericolo attuale.",
    }
    return {name: value for name, value in (given | fields).items() if value is not None}


def tick(emergency, kind="trasmissione", at=(2026, 10, 24, 23, 0), **fields):
    return tick_step(
        emergency=emergency,
        kind=kind,
        done_at=rome(*at),
        proof="PEC",
        by=emergency.oral_notice_by,
        **fields,
    )


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("owner", 200, 200),
        ("coordinator", 200, 200),
        ("reader", 200, 403),  # sees one of the two siblings only
        ("stranger", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_who_sees_a_removal_of_siblings(world, emergency, sign_in, who, reads, writes) -> None:
    client = sign_in(getattr(world, who))
    assert client.get(page_of("detail", emergency)).status_code == reads
    for url in (page_of("step", emergency, kind="trasmissione"), page_of("close", emergency)):
        assert client.get(url).status_code == writes
    correct = client.get(page_of("correct", emergency, kind="trasmissione")).status_code
    assert correct == {"owner": 403, "reader": 403, "coordinator": 200}.get(who, 404)


def test_who_sees_one_sibling_reads_nothing_of_the_others(world, emergency, sign_in) -> None:
    """The terms run for the child in sight; a further hidden child changes no byte of the page."""
    tick(emergency)
    client, sibling = sign_in(world.reader), world.sibling.person

    def settled(url: str) -> str:
        return re.sub(r"[A-Za-z0-9]{64}|nonce-[^ \"]+", "", client.get(url).content.decode())

    urls = [
        page_of("detail", emergency),
        reverse("courts:case_orders", args=[world.case.pk]),
        reverse("cases:case_detail", args=[world.case.pk]),
        reverse("cases:today"),
    ]
    before = [settled(url) for url in urls]
    assert "Richiesta di convalida" in before[0]
    written = (
        emergency.reasons,
        emergency.call_taken_by,
        "PEC</p>",
        sibling.first_name,
        world.sibling.reference,
    )
    own = [
        page for url, page in zip(urls, before, strict=True) if not url.startswith("/casi/")
    ]  # not the household
    assert [words for words in written for page in own if words in page] == []
    emergency.cases.add(CaseFactory(household=world.case.household, unit=world.unit, restricted=True))
    assert [settled(url) for url in urls] == before
    assert_read_only(before[0])


def assert_read_only(page: str) -> None:
    assert "Segna come fatto" not in page
    assert "Chiudi l’allontanamento" not in page


def test_anonymous_goes_to_sign_in(emergency, client) -> None:
    assert client.get(page_of("detail", emergency)).url.startswith(reverse("account_login"))


def test_who_sees_all_but_may_not_write_reads_only(world, sign_in) -> None:
    alone = emergency_for([world.case], world.owner)
    client = sign_in(world.reader)
    assertNotContains(client.get(page_of("detail", alone)), "Segna come fatto")
    assert client.get(page_of("step", alone, kind="trasmissione")).status_code == 403
    assert client.get(page_of("step", alone, kind="inventato")).status_code == 404


def test_a_removal_is_started_with_both_siblings(world, sign_in) -> None:
    prosecutor, court = ProsecutorFactory(), OfficeFactory()
    client, url = sign_in(world.owner), reverse("courts:emergency_start", args=[world.case.pk])
    for entrance in ("courts:case_orders", "cases:case_household"):
        assertContains(client.get(reverse(entrance, args=[world.case.pk])), url)
    form = client.get(url)
    assertContains(form, world.sibling.person.full_name)
    assertNotContains(form, court.name)
    answer = client.post(url, typed(world, prosecutor))
    emergency = Emergency.objects.get()
    assert answer.url == emergency.get_absolute_url()
    assert (emergency.removed_at, emergency.oral_notice_by) == (rome(2026, 10, 24, 22, 15), world.owner)
    assert Deadline.objects.open().filter(origin=f"emergency:{emergency.pk}:trasmissione").count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"removed_time": "25:10"}, "removed_time"),
        ({"removed_day": "2026-02-31"}, "removed_day"),
        ({"removed_day": "2026-03-29", "removed_time": "02:30"}, "removed_time"),  # never was
        ({"removed_time": "23:45"}, "removed_time oral_notice_time"),  # future
        ({"oral_notice_time": "22:14"}, "oral_notice_time"),  # before the removal
        ({"cases": None}, "cases"),
        ({"call_taken_by": "x" * 151}, "call_taken_by"),
        ({"reasons": "\0"}, "reasons"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(world, sign_in, fields, said) -> None:
    url = reverse("courts:emergency_start", args=[world.case.pk])
    answer = sign_in(world.owner).post(url, typed(world, ProsecutorFactory(), **fields))
    assert set(answer.context["form"].errors) == set(said.split())
    assertContains(answer, "Sostituto di turno" if said != "call_taken_by" else "xxx")
    assert not Emergency.objects.exists()


@pytest.mark.parametrize(("which", "hour_utc"), [("prima", 0), ("seconda", 1)])
def test_the_hour_that_came_twice_is_asked(world, sign_in, clock, which, hour_utc) -> None:
    clock.move_to(rome(2026, 10, 25, 9, 0))
    url = reverse("courts:emergency_start", args=[world.case.pk])
    twice = {
        "removed_day": "2026-10-25",
        "removed_time": "02:30",
        "oral_notice_day": "2026-10-25",
        "oral_notice_time": "03:10",
    }
    client, sent = sign_in(world.owner), typed(world, ProsecutorFactory(), **twice)
    asked = client.post(url, sent)
    assert set(asked.context["form"].errors) == {"removed_which"}
    assertContains(asked, 'href="#id_removed_which_0"')
    assert client.post(url, sent | {"removed_which": which}).status_code == 302
    emergency = Emergency.objects.get()
    assert emergency.removed_at.hour == hour_utc
    assertContains(
        client.get(emergency.get_absolute_url()), "ora legale" if which == "prima" else "ora solare"
    )


def test_the_page_tells_what_runs_and_until_when(world, emergency, sign_in) -> None:
    page = sign_in(world.owner).get(page_of("detail", emergency))
    assertContains(page, "entro <strong><time")
    assertContains(page, "domenica 25/10/2026 alle 21:15")
    assertContains(page, "mancano 22 ore e 45 minuti")
    assertContains(page, emergency.prosecutor.pec)
    assertContains(page, "24 ore da sabato 24/10/2026 alle 22:15")
    assertNotContains(page, "perde efficacia")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ((2026, 10, 25, 15, 14), "In corso"),
        ((2026, 10, 25, 15, 15), "A rischio"),  # the last six hours
        ((2026, 10, 25, 21, 15), "Scaduto"),
    ],
)
def test_a_clock_gets_louder(world, emergency, sign_in, clock, now, state) -> None:
    clock.move_to(rome(*now))
    (panel,) = [panel for panel in panels_for(world.coordinator) if "art. 403" in panel.title]
    assert (panel.rows[0].badge, panel.alarm) == (state, state != "In corso")
    client = sign_in(world.owner)
    for name, args in (("cases:today", []), ("cases:case_detail", [world.case.pk])):
        assertContains(client.get(reverse(name, args=args)), f">{state}</span>")
    page = client.get(page_of("detail", emergency))
    assert ("perde efficacia" in page.text) == (state == "Scaduto")


def test_the_panel_names_the_children_in_sight_only(world, emergency) -> None:
    def rows(who):
        return [row for panel in panels_for(who) if "art. 403" in panel.title for row in panel.rows]

    assert rows(world.stranger) == []
    (row,) = rows(world.reader)
    assert row.label.startswith(f"{world.case.person.full_name},")


def test_a_tick_needs_its_proof_and_may_carry_a_document(world, emergency, sign_in) -> None:
    document, elsewhere = document_of(world.sibling, world.owner), document_of(CaseFactory(), world.owner)
    client, url = sign_in(world.owner), page_of("step", emergency, kind="trasmissione")
    sent = {"done_day": "2026-10-24", "done_time": "23:00", "document": document.pk}
    refused = client.post(url, sent | {"proof": ""})
    assert set(refused.context["form"].errors) == {"proof"}
    foreign = sent | {"proof": "PEC", "document": elsewhere.pk}
    assert set(client.post(url, foreign).context["form"].errors) == {"document"}
    early = client.post(url, sent | {"proof": "PEC", "done_time": "22:00"})
    assertContains(early, "decorre dalle 22:15 del 24/10/2026")
    assert client.post(url, sent | {"proof": "PEC delle 23"}).url == emergency.get_absolute_url()
    page = client.get(emergency.get_absolute_url())
    for words in ("PEC delle 23", document.title, "72 ore da sabato 24/10/2026 alle 23:00"):
        assertContains(page, words)
    assertContains(client.post(url, sent | {"proof": "PEC"}), "già spuntato")


def test_a_correction_is_shown_with_its_reason_and_what_stood_there(world, emergency, sign_in) -> None:
    tick(emergency)
    client, url = sign_in(world.coordinator), page_of("correct", emergency, kind="trasmissione")
    assertContains(client.get(url), 'value="23:00"')
    sent = {"done_day": "2026-10-24", "done_time": "22:50", "proof": "PEC 12", "reason": "Ora letta male"}
    assert client.post(url, sent).status_code == 302
    page = client.get(emergency.get_absolute_url())
    assertContains(page, f"da {world.coordinator}: Ora letta male")
    assertContains(page, "Prima: sabato 24/10/2026 alle 23:00, prova «PEC».")
    assertNotContains(sign_in(world.owner).get(emergency.get_absolute_url()), url)


def test_the_hours_of_the_start_are_put_right_by_a_lead(world, emergency, sign_in) -> None:
    client, url = sign_in(world.coordinator), page_of("restart", emergency)
    assertContains(client.get(url), 'value="22:15"')
    sent = {
        "removed_day": "2026-10-24",
        "removed_time": "21:50",
        "oral_notice_day": "2026-10-24",
        "oral_notice_time": "22:25",
        "call_taken_by": "Sostituto",
    }
    assert set(client.post(url, sent).context["form"].errors) == {"reason"}
    assert client.post(url, sent | {"reason": "Ora del verbale"}).status_code == 302
    page = client.get(emergency.get_absolute_url())
    assertContains(page, "domenica 25/10/2026 alle 20:50")
    assertContains(page, "Ora del verbale. Prima: messa in sicurezza sabato 24/10/2026 alle 22:15.")
    assert sign_in(world.owner).get(url).status_code == 403


def test_a_late_step_is_told_as_late(world, emergency, sign_in, clock) -> None:
    clock.move_to(rome(2026, 10, 26, 9, 0))
    tick(emergency, at=(2026, 10, 25, 23, 20))
    page = sign_in(world.owner).get(emergency.get_absolute_url())
    assertContains(page, "Compiuto in ritardo")
    assertContains(page, "oltre il termine di 2 ore e 5 minuti")


def test_closing_ends_the_clocks(world, emergency, sign_in) -> None:
    client, url = sign_in(world.owner), page_of("close", emergency)
    assert blockers(world.case)
    refused = client.post(url, {"state": "convalidato", "reason": "x"})
    assertContains(refused, "decreto di convalida non è spuntato")
    assert client.post(url, {"state": "revocato", "reason": "Revoca del PM"}).status_code == 302
    page = client.get(emergency.get_absolute_url())
    assertContains(page, "Revoca del PM")
    assertNotContains(page, "Segna come fatto")
    assertContains(page, "Non più dovuto", count=8)
    assert not blockers(world.case)


@pytest.mark.parametrize("page", ["emergency_detail", "case_orders", "today", "case_detail"])
def test_a_page_asks_as_much_for_one_as_for_three(world, sign_in, page) -> None:
    client, counts = sign_in(world.owner), []
    for cases in ([world.case], [world.case, world.sibling]):
        emergency = emergency_for(cases, world.owner)
        url = {
            "emergency_detail": emergency.get_absolute_url(),
            "case_orders": reverse("courts:case_orders", args=[world.case.pk]),
            "today": reverse("cases:today"),
            "case_detail": reverse("cases:case_detail", args=[world.case.pk]),
        }[page]
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
        for _n in range(2):  # two more on the same children, ended
            close_emergency(emergency=emergency, state="revocato", reason="x", by=world.owner)
            emergency = emergency_for(cases, world.owner)
        close_emergency(emergency=emergency, state="revocato", reason="x", by=world.owner)
    assert counts[0] == counts[1]
    # How many the tab may ask in all is held by test_pages.
    assert counts[0] <= 20 or page == "case_orders"
