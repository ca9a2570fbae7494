"""One line of time for everything on a case, cut by what the person may read."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cases.chronology import events_of, every_kind, page_of_events
from cases.chronology_hooks import Event
from cases.models import DiaryEntry, DiaryParagraph
from tests.factories.cases import DiaryEntryFactory, DiaryParagraphFactory, TeamMemberFactory


def titles(user, case, **asked) -> list[str]:
    return [event.title for _, event in events_of(user, case, **asked)]


def test_every_room_tells_its_own(full_world):
    case = full_world.case
    for name in every_kind():
        assert events_of(full_world.owner, case, chosen=[name]), name
    days = [event.day for _, event in events_of(full_world.owner, case)]
    assert days == sorted(days, reverse=True)


def test_what_a_reader_may_not_read_is_not_told(full_world):
    entry = DiaryEntry.objects.filter(case=full_world.case, reserved=True).get()
    DiaryParagraph.objects.filter(entry=entry).update(text="Trespolino")
    told = {who: str(events_of(getattr(full_world, who), full_world.case)) for who in ("owner", "reader")}
    assert ("Trespolino" in told["owner"], "Trespolino" in told["reader"]) == (True, False)
    assert "riservata" not in told["reader"]
    assert "Nascosta" not in told["owner"]  # the protected address of the placement
    # The report about both siblings is closed to who sees one of them.
    assert f"/relazioni/{full_world.joint_approved.pk}/" in told["owner"]
    assert f"/relazioni/{full_world.joint_approved.pk}/" not in told["reader"]


def test_cut_to_kinds_and_to_a_period(world):
    DiaryEntryFactory(case=world.case, kind="colloquio", occurred_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    TeamMemberFactory(case=world.case, user=world.colleague, valid_from=date(2026, 3, 2))
    march = {"start": date(2026, 3, 2), "end": date(2026, 3, 2)}
    # Half past midnight in Rome; what has no hour stands at the beginning of its day.
    assert titles(world.owner, world.case, **march) == ["Colloquio", f"In équipe: {world.colleague}"]
    assert titles(world.owner, world.case, chosen=["diario"], **march) == ["Colloquio"]
    assert titles(world.owner, world.case, chosen=["diario"], end=date(2026, 3, 1)) == []


def test_words_are_shown_as_words():
    event = Event(date(2026, 3, 2), "<b>x</b>", '/a"b/', "<script>alert(1)</script>")
    (month,) = page_of_events([("Diario", event)], 1).months
    assert month.title == "Marzo 2026"
    assert "<b>" not in month.items
    assert "<script" not in month.items
    assert 'href="/a&quot;b/"' in month.items


def test_two_thousand_on_a_page_and_the_rest_on_the_next():
    found = [("Diario", Event(date(2026, 3, 2), str(n), "/")) for n in range(2100)]
    first, second, beyond = (page_of_events(found, number) for number in (1, 2, 9))
    assert (first.first, first.last, first.more) == (1, 2000, True)
    assert (second.first, second.last, second.more) == (2001, 2100, False)
    assert (beyond.first, page_of_events([], 1).count) == (1, 0)


@pytest.mark.parametrize("query", ["?pagina=x", "?pagina=0", "?dal=0001-01-01&cosa=boh", "?dal=2026-02-31"])
def test_bad_input_is_never_an_error_page(world, sign_in, query):
    url = reverse("cases:case_chronology", args=[world.case.pk])
    assert sign_in(world.reader).get(url + query).status_code == 200


def test_the_page_costs_the_same_for_few_and_many(
    full_world, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = sign_in(full_world.owner), reverse("cases:case_chronology", args=[full_world.case.pk])
    with django_assert_max_num_queries(20) as few:  # two of them are the test's own savepoint
        client.get(url)
    for _ in range(3):
        DiaryParagraphFactory(entry=DiaryEntryFactory(case=full_world.case))
    with django_assert_num_queries(len(few)):
        assert "frequenta la scuola" in client.get(url).text
