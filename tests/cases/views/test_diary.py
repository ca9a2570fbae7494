"""The diary's pages: who reads, who writes, what bad input meets."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from cases.actions.diary import write_entry
from cases.diary_content import FACT, STATEMENT, EntryContent, ParagraphContent
from cases.models import DiaryDraft, DiaryEntry
from tests.factories.cases import DiaryEntryFactory, DiaryParagraphFactory

EMPTY_ROWS = {"dichiarazioni-TOTAL_FORMS": "1", "dichiarazioni-INITIAL_FORMS": "0"}


def typed(**fields) -> dict:
    return {
        **EMPTY_ROWS,
        "kind": "colloquio",
        "day": "2026-03-02",
        "time": "15:30",
        "facts": "Il padre si presenta puntuale.",
        **fields,
    }


@pytest.fixture
def entry(world):
    content = EntryContent(
        kind="colloquio",
        occurred_at=datetime(2026, 3, 2, 14, 30, tzinfo=UTC),
        paragraphs=(
            ParagraphContent(FACT, "Il padre si presenta puntuale."),
            ParagraphContent(STATEMENT, "Vorrei vederlo di più.", "Il padre"),
        ),
    )
    return write_entry(cases=[world.case], by=world.owner, content=content)[0]


def url(name: str, *args: int) -> str:
    return reverse(f"cases:{name}", args=args)


READ = ["case_diary", "diary_entry", "diary_versions"]
WRITE = ["diary_create", "diary_correct"]


@pytest.mark.parametrize("name", READ + WRITE)
@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [("owner", 200, 200), ("reader", 200, 403), ("stranger", 404, 404), ("outsider", 404, 404)],
)
def test_who_opens_what(world, sign_in, entry, name, who, reads, writes) -> None:
    args = [world.case.pk] if name in ("case_diary", "diary_create") else [world.case.pk, entry.pk]
    answer = sign_in(getattr(world, who)).get(url(name, *args))
    assert answer.status_code == (reads if name in READ else writes)


@pytest.mark.parametrize("name", ["case_diary", "diary_create", "diary_draft", "diary_draft_discard"])
def test_nobody_unknown(world, client, name) -> None:
    answer = (
        client.post(url(name, world.case.pk)) if "draft" in name else client.get(url(name, world.case.pk))
    )
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_an_entry_of_another_case_is_not_found_under_this_one(world, sign_in, entry) -> None:
    for name in ("diary_entry", "diary_versions", "diary_correct"):
        assert sign_in(world.owner).get(url(name, world.sibling.pk, entry.pk)).status_code == 404


def test_reserved_entries_are_for_those_who_write(world, sign_in) -> None:
    hidden = DiaryEntryFactory(case=world.case, author=world.owner, reserved=True)
    DiaryParagraphFactory(entry=hidden, text="Parolariservata")
    for who, seen in ((world.owner, True), (world.coordinator, True), (world.reader, False)):
        client = sign_in(who)
        assert ("Parolariservata" in client.get(url("case_diary", world.case.pk)).content.decode()) is seen
        one = client.get(url("diary_entry", world.case.pk, hidden.pk))
        assert one.status_code == (200 if seen else 404)


def test_writing_with_statements_and_a_sibling(world, sign_in) -> None:
    answer = sign_in(world.owner).post(
        url("diary_create", world.case.pk),
        typed(
            siblings=[str(world.sibling.pk)],
            hours="1,5",
            **{
                "dichiarazioni-TOTAL_FORMS": "4",
                "dichiarazioni-0-speaker": "La madre",
                "dichiarazioni-0-text": "Non torno a casa.",
                "dichiarazioni-3-speaker": "Il minore",
                "dichiarazioni-3-text": "Voglio la nonna.",
            },
        ),
    )
    assert answer.status_code == 302
    entries = DiaryEntry.objects.order_by("pk")
    assert [entry.case_id for entry in entries] == [world.case.pk, world.sibling.pk]
    assert str(entries[0].hours) == "1.50"
    assert entries[0].occurred_at == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    statements = entries[1].paragraphs.filter(kind="dichiarazione")
    assert [row.speaker for row in statements] == ["La madre", "Il minore"]


def test_a_sibling_one_may_not_write_on_is_no_choice(world, sign_in) -> None:
    other = world.sibling
    other.team.filter(user=world.owner).update(valid_to=timezone.localdate() - timedelta(days=1))
    client = sign_in(world.owner)
    page = client.get(url("diary_create", world.case.pk)).content.decode()
    assert other.reference not in page
    client.post(url("diary_create", world.case.pk), typed(siblings=[str(other.pk)]))
    assert not DiaryEntry.objects.filter(case=other).exists()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("facts", "", "almeno un fatto"),
        ("facts", "a\0b", "non si possono conservare"),
        ("facts", "x" * 20_001, "20000"),
        ("place", "x" * 121, "120"),
        ("day", "2026-02-31", "data valida"),
        ("day", "0001-01-01", "1900"),
        ("day", "9999-12-31", "lontana"),
        ("day", (timezone.localdate() + timedelta(days=2)).isoformat(), "futuro"),
        ("time", "25:10", "ora valida"),
        ("hours", "25", "24"),
        ("hours", "tanto", "numero"),
        ("hours", "NaN", "numero"),
        ("kind", "inventato", "tra quelle disponibili"),
        ("dichiarazioni-0-text", "Non ci vado.", "chi ha fatto la dichiarazione"),
        ("dichiarazioni-0-speaker", "La madre", "Scrivi la dichiarazione"),
        ("dichiarazioni-0-text", "a\0b", "non si possono conservare"),
        ("dichiarazioni-TOTAL_FORMS", "dodici", "per intero"),
    ],
)
def test_bad_input_meets_an_italian_message_and_keeps_the_words(
    world, sign_in, field, value, message
) -> None:
    data = typed(participants="La madre e il padre", **{field: value})
    answer = sign_in(world.owner).post(url("diary_create", world.case.pk), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert message in page
    assert "La madre e il padre" in page
    assert not DiaryEntry.objects.exists()


@pytest.mark.parametrize(("day", "message"), [("2026-03-29", "non è esistita"), ("2026-10-25", "due volte")])
def test_the_hours_when_clocks_change_are_asked_again(world, sign_in, day, message) -> None:
    answer = sign_in(world.owner).post(url("diary_create", world.case.pk), typed(day=day, time="02:30"))
    assert message in answer.content.decode()


def test_two_windows_correct_one_entry_and_both_keep_their_words(world, sign_in, entry) -> None:
    address = url("diary_correct", world.case.pk, entry.pk)
    desk, phone = sign_in(world.owner), sign_in(world.owner)
    assert desk.post(address, typed(facts="Parole della scrivania", version="1")).status_code == 302
    answer = phone.post(address, typed(facts="Parole del telefono <b>", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "scrivania" in page
    assert "telefono" in page
    assert "<b>" not in page
    assert 'name="version" value="2"' in page
    decided = typed(facts="Parole della scrivania e del telefono", version="2")
    assert phone.post(address, decided).status_code == 302
    entry.refresh_from_db()
    assert entry.version == 3


def test_only_the_author_finds_the_correction(world, sign_in, entry) -> None:
    client = sign_in(world.coordinator)
    assert client.get(url("diary_correct", world.case.pk, entry.pk)).status_code == 403
    assert "Correggi" not in client.get(url("case_diary", world.case.pk)).content.decode()


def test_the_versions_page_escapes_what_was_written(world, sign_in, entry) -> None:
    client = sign_in(world.owner)
    client.post(
        url("diary_correct", world.case.pk, entry.pk), typed(facts="<script>alert(1)</script>", version="1")
    )
    page = client.get(url("diary_versions", world.case.pk, entry.pk)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<del>" in page
    assert "<ins>" in page


def test_a_draft_is_kept_restored_and_dropped(world, sign_in) -> None:
    client = sign_in(world.owner)
    held = typed(facts="Bozza a metà", **{"dichiarazioni-0-speaker": "La zia", "day": "31/02"})
    with time_machine.travel(datetime(2026, 11, 22, 17, 30, tzinfo=UTC)):
        answer = client.post(url("diary_draft", world.case.pk), held)
    assert answer.json()["saved_at"] == "18:30"
    page = client.get(url("diary_create", world.case.pk)).content.decode()
    assert "Bozza a metà" in page
    assert "La zia" in page
    assert "Hai ripreso la bozza" in page
    assert (
        "Bozza a metà"
        not in sign_in(world.coordinator).get(url("diary_create", world.case.pk)).content.decode()
    )
    client.post(url("diary_create", world.case.pk), typed())
    assert not DiaryDraft.objects.exists()


def test_a_draft_can_be_thrown_away(world, sign_in) -> None:
    client = sign_in(world.owner)
    client.post(url("diary_draft", world.case.pk), typed())
    client.post(url("diary_draft_discard", world.case.pk))
    assert not DiaryDraft.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("stranger", 404)])
def test_drafts_are_for_those_who_write(world, sign_in, who, status) -> None:
    client = sign_in(getattr(world, who))
    for name in ("diary_draft", "diary_draft_discard"):
        assert client.post(url(name, world.case.pk), typed()).status_code == status


def test_a_draft_every_few_seconds_does_not_drown_the_log(world, sign_in) -> None:
    sign_in(world.owner).post(url("diary_draft", world.case.pk), typed())
    assert not AccessLog.objects.exists()


def test_a_draft_too_long_is_refused_in_words(world, sign_in) -> None:
    answer = sign_in(world.owner).post(url("diary_draft", world.case.pk), typed(facts="x" * 400_000))
    assert answer.status_code == 400
    assert "troppo lungo" in answer.json()["error"]


def test_filters_by_kind_and_period(world, sign_in) -> None:
    for kind, day, text in (("telefonata", 2, "Primotesto"), ("colloquio", 3, "Secondotesto")):
        row = DiaryEntryFactory(case=world.case, kind=kind, occurred_at=datetime(2026, 3, day, tzinfo=UTC))
        DiaryParagraphFactory(entry=row, text=text)
    client = sign_in(world.owner)

    def page(**chosen) -> str:
        return client.get(url("case_diary", world.case.pk), chosen).content.decode()

    assert "Primotesto" in page(tipo="telefonata")
    assert "Secondotesto" not in page(tipo="telefonata")
    assert "Primotesto" not in page(dal="2026-03-03")
    assert "Secondotesto" not in page(al="2026-03-02")
    assert "non può precedere" in page(dal="2026-03-03", al="2026-03-01")
    assert "data valida" in page(dal="2026-02-31")
    assert client.get(url("case_diary", world.case.pk), {"prima": "x\0"}).status_code == 200


def test_the_list_costs_the_same_for_one_entry_and_for_twenty(world, sign_in, django_assert_max_num_queries):
    client = sign_in(world.owner)

    def cost() -> int:
        with django_assert_max_num_queries(19) as queries:
            client.get(url("case_diary", world.case.pk))
        return len(queries)

    DiaryParagraphFactory(entry=DiaryEntryFactory(case=world.case))
    one = cost()
    for _ in range(19):
        DiaryParagraphFactory(entry=DiaryEntryFactory(case=world.case))
    assert cost() == one
