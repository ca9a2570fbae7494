"""What noise cannot touch of the measurement of the case file: equal results, equal statements, the plans."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection

from accounts.permissions import asked_once
from bench import file_data, file_gate, file_pages
from bench.file import PAGE
from bench.file_data import COMMON, Cast, word
from cases.diary_search import statement_for
from cases.models import DiaryParagraph
from cases.permissions import visit
from tests.matrix.visits import undone

CASES = 700


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One small file for the module."""


@pytest.fixture(scope="module")
def made(db: None) -> tuple[Cast, int]:
    cast = file_data.people(units=8)
    file_data.fill(cast, cases=CASES, entries_each=2, texts=300)
    case = file_data.long_case(cast, events=30)
    return cast, case


@pytest.fixture
def asking() -> Iterator[None]:
    with asked_once(), visit():
        yield


def test_every_quick_way_gives_the_rows_of_the_plain_one(made, asking):
    file_gate.check(*made)


def test_a_wrong_answer_is_not_measured(made, asking):
    with undone():
        DiaryParagraph.objects.filter(case_key=made[1]).update(unit_key=None)
        with pytest.raises(file_gate.UnequalError):
            file_gate.check(*made)


def test_fifty_rows_need_no_statement_more_than_one(made):
    cast, _ = made
    shown = {}
    for who, user in (("lead", cast.lead), ("newcomer", cast.newcomer)):
        client = file_pages.signed_in(user)
        shown[who] = len(client.get("/casi/").context["rows"])
        shown[f"{who} statements"] = file_pages.queries_of(file_pages.got(client, "/casi/"))
    assert (shown["lead"], shown["newcomer"]) == (PAGE, 1)
    assert shown["lead statements"] == shown["newcomer statements"]


@pytest.mark.parametrize("who", ["lead", "worker"])
def test_a_search_goes_by_the_unit(made, asking, who):
    """Through an index that begins with the unit, never past the diaries of the others."""
    statement, values = statement_for(getattr(made[0], who), word(COMMON), limit=20)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        found = cursor.fetchone()[0]
        cursor.execute("SET LOCAL enable_seqscan = on")
    text = found if isinstance(found, str) else json.dumps(found)
    assert "paragraph_words" in text or "paragraph_newest" in text
    assert '"Relation Name": "cases_diaryparagraph"' in text
    assert (
        '"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Relation Name": "cases_diary' not in text
    )
