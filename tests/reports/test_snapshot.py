import dataclasses
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.snapshot import Block, BlockKind, Letterhead, Office, Plan, ReportSnapshot, Section
from reports.snapshot_fields import MAX_TEXT, SnapshotError, clean_line, clean_text
from tests.reports import samples


@pytest.mark.parametrize("snapshot", [samples.minimal(), samples.typical(), samples.long()])
def test_json_round_trip_keeps_value_bytes_and_hash(snapshot):
    again = ReportSnapshot.from_json(snapshot.to_json())

    assert again == snapshot
    assert again.to_json() == snapshot.to_json()
    assert again.sha256 == snapshot.sha256


def test_json_is_canonical():
    assert samples.minimal().to_json() == (
        '{"approved_by":"Caterina Bellomonte","approved_on":"2026-11-21",'
        '"frozen_at":"2026-11-22T10:30:00+00:00","issued_on":"2026-11-20","kind":"Relazione di aggiornamento",'
        '"letterhead":{"entity":"Comune di Vallechiara"},'
        '"office":{"name":"Tribunale per i minorenni di Milano"},"place":"Vallechiara","report_id":12,'
        '"schema":1,"subject":"Aggiornamento sulla situazione del nucleo","version":1}'
    )


def test_hash_of_a_stored_report_stays_the_same():
    # Older reports are verified against the hash of their day: a new field needs an empty default.
    assert samples.typical().sha256 == "f91eab7b3f9517b894bd3f9c9d419944869e8cf29cf5edfd0382b72dd3ac5e05"


def test_any_change_of_text_changes_the_hash():
    assert samples.typical(place="Vallescura").sha256 != samples.typical().sha256


def test_snapshot_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        samples.minimal().subject = "altro"


def test_lists_become_tuples_and_strings_become_kinds():
    section = Section(
        key="fatti", title="Fatti", blocks=[Block(kind="fatto", text="Testo.", children=["Nina"])]
    )

    assert section.blocks == (Block(kind=BlockKind.FACT, text="Testo.", children=("Nina",)),)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"schema": None},
        {"unknown": "x"},
        {"office": {"name": "Tribunale", "extra": 1}},
        {"office": "Tribunale"},
        {"issued_on": "31/02/2026"},
        {"issued_on": 20261120},
        {"frozen_at": "2026-11-22T10:30:00"},
        {"version": True},
        {"version": 0},
        {"draft": "no"},
        {"children": {"name": "Nina"}},
        {"sections": [{"key": "a", "title": "A", "blocks": [{"kind": "opinione", "text": "x"}]}]},
        {"approved_on": None},
    ],
)
def test_json_that_we_could_not_have_written_is_refused(change):
    data = json.loads(samples.minimal().to_json()) | change

    with pytest.raises(SnapshotError):
        ReportSnapshot.from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["", "[]", "nulla", "[" * 100_000])
def test_text_that_is_no_snapshot_is_refused(text):
    with pytest.raises(SnapshotError):
        ReportSnapshot.from_json(text)


def test_missing_field_is_named():
    with pytest.raises(SnapshotError, match="office"):
        ReportSnapshot.from_json('{"schema":1}')


def test_moment_without_time_zone_is_refused():
    with pytest.raises(SnapshotError, match="fuso orario"):
        samples.minimal(frozen_at=datetime(2026, 11, 22, 10, 30))  # noqa: DTZ001


def test_moment_is_kept_in_utc_to_the_second():
    frozen_at = datetime.fromisoformat("2026-11-22T11:30:00.123456+01:00")

    assert samples.minimal(frozen_at=frozen_at).frozen_at == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def test_draft_needs_no_approval_and_a_final_report_does():
    assert samples.minimal(draft=True, approved_by="", approved_on=None).draft
    with pytest.raises(SnapshotError, match="approvata"):
        samples.minimal(approved_by="")


def test_reference_holds_no_personal_data():
    assert samples.typical().reference == "12/1"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("uno\r\ndue\rtre", "uno\ndue\ntre"),
        ("uno\n\n\n\n due \n", "uno\n\ndue"),
        ("\u202egnaro\u202c \u2066x\u2069", "gnaro x"),
        ("pa\u200brola\ufeff\u00ad", "parola"),
        ("e\u0301", "é"),
        ("a\x07b\x1bc\td", "abc d"),
        ("riga\u2028nuova", "riga\nnuova"),
    ],
)
def test_text_loses_what_cannot_be_seen(raw, clean):
    assert clean_text(raw) == clean


@pytest.mark.parametrize("raw", ["a\0b", "a\ud800b", "\udfff", "a" * (MAX_TEXT + 1), "a" * 200_000])
def test_text_that_cannot_be_printed_is_refused(raw):
    with pytest.raises(SnapshotError):
        clean_text(raw)


def test_line_is_one_line_of_bounded_length():
    assert clean_line("  Nina\nFiordaliso ") == "Nina Fiordaliso"
    with pytest.raises(SnapshotError):
        clean_line("parola " * 200)


def test_error_says_where():
    with pytest.raises(SnapshotError) as caught:
        Plan(title="a" * 2_000, state="attivo")

    assert caught.value.where == "Plan.title"
    assert caught.value.problem == "il testo supera 1000 caratteri."


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(raw):
    try:
        once = clean_text(raw)
    except SnapshotError:
        return
    assert clean_text(once) == once
    assert clean_line(clean_line(raw)) == clean_line(raw)


@pytest.mark.parametrize(
    "changes",
    [
        {
            "sections": [
                Section(key=str(number), title="T", blocks=[Block(kind="fatto", text="parola " * 14_000)])
                for number in range(7)
            ]
        },
        {"diary_summary": "a\n" * 9_000},
        {"diary_summary": "a" * 20_000},
        {"diary_summary": ("a" + "\u0316" * 198 + " ") * 60},
        {"sources": samples.sources(1_001)},
    ],
    ids=["letters", "lines", "one word", "piled accents", "items"],
)
def test_report_too_heavy_to_print_is_refused(changes):
    with pytest.raises(SnapshotError):
        samples.minimal(**changes)


def test_least_report_needs_only_these_fields():
    snapshot = ReportSnapshot(
        report_id=1,
        version=1,
        frozen_at=datetime(2026, 1, 1, tzinfo=UTC),
        letterhead=Letterhead(entity="Ente"),
        office=Office(name="Ufficio"),
        kind="Relazione",
        subject="Oggetto",
        place="Luogo",
        issued_on=date(2026, 1, 1),
        draft=True,
    )

    assert snapshot.sections == ()
