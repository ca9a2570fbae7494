"""A copy for one party holds nothing of what it may not read, neither in sight nor underneath."""

from dataclasses import replace
from datetime import date

import page
import pytest

from reports import pdf
from reports.pdf_text import text_of_pdf
from reports.redaction import OMISSIS, RedactionError, redacted
from reports.snapshot import Activity, Block, HouseholdMember, Month, Plan, Section, Source
from tests.reports import samples

NINA, TOMMASO = "Fiordaliso Nina", "Fiordaliso Tommaso"


@pytest.fixture(scope="module")
def whole():
    held = Section(
        key="x",
        title="Altro",
        blocks=(Block(kind="fatto", text="Segreto trattenuto", held=True, source="x"),),
    )
    plain = samples.typical()
    services = [replace(row, child=name) for row, name in zip(plain.services, (NINA, TOMMASO), strict=False)]
    plans = (*plain.plans, Plan(title="Patto del secondogenito", state="attivo", child=TOMMASO))
    return replace(
        plain, sections=(*samples.sections(6), held), services=(*services, plain.services[-1]), plans=plans
    )


@pytest.fixture(scope="module")
def copy(whole):
    return redacted(
        whole,
        party="difensore del padre",
        children=[TOMMASO],
        blocks=[(0, 0)],
        parts=["proposals", "sources"],
        words=["Ettore Pianalto", "educatrice"],
    )


GONE = [
    "Tommaso",
    "27/09/2018",
    "C-2026-0032",
    "Pianalto",
    "educatrice",
    "Segreto",
    "Osservazione 1.",
    "affidamento al",
    "Assistenza domiciliare minori",
    "Patto del secondogenito",
]


def test_what_is_left_out_is_nowhere_in_the_file(whole, copy):
    content = pdf.render(copy)
    text = text_of_pdf(content)
    assert [word for word in GONE if word in text] == []
    assert [word for word in GONE if word.encode() in content] == []
    original = text_of_pdf(pdf.render(whole))
    assert [word for word in GONE if word not in original] == []
    assert OMISSIS in text
    assert "difensore del padre" in text
    assert "Nina" in text
    assert "Fiordaliso Rachele" in text


def test_the_copy_conforms_and_has_a_hash_of_its_own(whole, copy):
    assert copy.sha256 != whole.sha256
    for profile in ("2a", "ua1"):
        report = page.validate_pdf_bytes(pdf.render(copy), profile=profile)
        assert report.is_compliant, report


def test_held_paragraphs_never_go_along(whole):
    assert "Segreto trattenuto" not in redacted(whole, party="chiunque").to_json()


def test_a_name_that_is_shared_is_kept_where_it_belongs(copy):
    assert [child.name for child in copy.children] == [NINA, OMISSIS]
    assert [row.name for row in copy.household][:2] == ["Fiordaliso Rachele", "Quercetti Bruno"]


def test_the_household_does_not_tell_of_the_other_childs_siblings(whole):
    """A half-sibling of the one who is left out is in no case of this report, only in the household."""
    home = (
        HouseholdMember(name="Fiordaliso Elia", kinship="figlio", birth_date=date(2021, 4, 3)),
        HouseholdMember(name="Fiordaliso Ginevra", kinship="Figlio/a"),
        HouseholdMember(name="Fiordaliso Adele", kinship="sorella", birth_date=date(2004, 1, 2)),
    )
    subject = "Nina, con il fratello Elia e Ginevra"
    report = replace(whole, household=whole.household + home, subject=subject)

    copy = redacted(report, party="difensore del padre", children=[TOMMASO])

    assert [word for word in ("Elia", "Ginevra", "Tommaso") if word in copy.to_json()] == []
    names = ["Fiordaliso Rachele", "Quercetti Bruno", NINA, "Fiordaliso Adele", OMISSIS]
    assert [row.name for row in copy.household] == names
    assert copy.household[-1].kinship == OMISSIS
    assert redacted(report, party="chiunque", words=["affidamento"]).household == report.household


def test_sources_and_counts_do_not_tell_of_the_other_child(whole):
    """A visit to both stays; what was counted over both cannot be taken apart."""
    own, both = (
        Source(on=date(2026, 2, 3), kind="Visita", place=place, children=children)
        for place, children in (("Palestra altrui", (TOMMASO,)), ("Scuola di tutti", (NINA, TOMMASO)))
    )
    counted = {"activities": (Activity(kind="Visita", done=2),), "months": (Month(label="02/26", done=2),)}
    report = replace(whole, sources=(own, both), **counted)
    copy = redacted(report, party="difensore del padre", children=[TOMMASO])
    assert [(row.on, row.kind, row.place) for row in copy.sources] == [
        (both.on, "Visita", both.place),
        (None, OMISSIS, ""),
    ]
    assert (copy.diary_summary, copy.activities, copy.months) == (OMISSIS, (), ())
    plain = redacted(report, party="chiunque", words=["affidamento"])
    assert (plain.sources, plain.activities, plain.months) == (
        report.sources,
        report.activities,
        report.months,
    )


def test_words_that_would_still_be_read_are_refused(whole):
    stubborn = replace(whole, subject="x")
    with pytest.raises(RedactionError):
        redacted(stubborn, party="Tommaso", words=["omissis"])
