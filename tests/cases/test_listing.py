"""What the list of cases can be asked for, in which order it stands, and what its columns and files say."""

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.permissions import asked_once
from cases.forms.listing import CaseFilterForm
from cases.listing import ORDERS, Asked, count_of_cases, every_page, page_of_cases
from cases.listing_columns import chosen_columns, every_column, texts_of
from cases.listing_file import list_file
from cases.models import Address, Case, Person
from cases.permissions import visit
from services.catalogue.models import ServiceKind
from tests.factories.cases import (
    CaseFactory,
    DeadlineFactory,
    DiaryEntryFactory,
    PersonFactory,
    TeamMemberFactory,
)
from tests.factories.services import EnrolmentFactory

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def told(world):
    """The owner's two cases, told apart by everything one can ask for: «case» answers to all of it."""
    today = timezone.localdate()
    about = {"last_name": "Zampiròn", "birth_date": today - relativedelta(years=9, days=1)}
    Person.objects.filter(pk=world.case.person_id).update(**about)
    Person.objects.filter(pk=world.sibling.person_id).update(birth_date=today - relativedelta(years=15))
    DeadlineFactory(case=world.case, due_on=today - timedelta(days=2))
    DeadlineFactory(case=world.sibling, due_on=today + timedelta(days=20))
    home = {"kind": "residenza", "text": "via Prova 1", "valid_from": date(2020, 1, 1)}
    Address.objects.create(person=world.case.person, comune_code="F119", **home)
    TeamMemberFactory(case=world.case, user=world.colleague)
    EnrolmentFactory(case=world.case, kind=ServiceKind.objects.get(slug="adm"))
    at = datetime.combine(today - timedelta(days=3), datetime.min.time(), ROME)
    DiaryEntryFactory(case=world.sibling, kind="colloquio", occurred_at=at)
    return world


def shown(user, **asked) -> set[Case]:
    return {case for page in every_page(user, Asked(**asked), size=1) for case in page.cases}


@pytest.mark.parametrize(
    ("asked", "also_the_other"),
    [
        ({"q": "zampiro"}, False),
        ({"stato": "segnalata"}, True),
        ({"stato": "chiuso"}, None),
        ({"unita": "unit"}, True),
        ({"operatore": "colleague"}, False),
        ({"operatore": "owner"}, True),
        ({"scadenza": "scadute"}, False),
        ({"scadenza": "7"}, None),
        ({"scadenza": "nessuna"}, None),
        ({"silenzio": 30}, False),
        ({"silenzio": 3}, False),
        ({"silenzio": 2}, True),
        ({"eta_da": 9, "eta_a": 9}, False),
        ({"eta_a": 15}, True),
        ({"eta_da": 10, "eta_a": 14}, None),
        ({"comune": "Melzo"}, False),
        ({"comune": "Nessunluogo"}, None),
        ({"altri": {"servizio": "adm"}}, False),
        ({"altri": {"servizio": "tutela"}}, None),
    ],
)
def test_each_filter_cuts_to_what_was_asked(told, asked, also_the_other):
    given = {
        key: getattr(told, value).pk if key in ("unita", "operatore") else value
        for key, value in asked.items()
    }
    expected = (
        set() if also_the_other is None else {told.case, told.sibling} if also_the_other else {told.case}
    )
    assert shown(told.owner, **given) == expected
    assert count_of_cases(told.owner, Asked(**given), cap=10) == len(expected)
    assert shown(told.stranger, **given) == set()


def test_a_reserved_note_is_no_contact_to_who_does_not_read_it(told):
    DiaryEntryFactory(case=told.case, kind="colloquio", occurred_at=timezone.now(), reserved=True)
    assert shown(told.owner, silenzio=30) == set()
    assert shown(told.reader, silenzio=30) == {told.case}
    (row,) = texts_of(told.reader, [told.case], chosen_columns(["contatto"]))
    assert row[1] == ""


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_pages_through_all_without_gaps(world, order):
    for number in range(5):
        # Two of a name, a birthday and a day: only the id tells them apart.
        person = PersonFactory(controller=world.comune, first_name="Ugo", last_name=f"Zeta{number // 2}")
        TeamMemberFactory(case=CaseFactory(unit=world.unit, person=person), user=world.owner)
    asked = Asked(ordine=order, stato="tutti")
    whole = page_of_cases(world.owner, asked, after="", limit=50).cases
    pages = [case for page in every_page(world.owner, asked, size=2) for case in page.cases]
    assert pages == list(whole)
    assert len(set(pages)) == 7
    if order == "persona":
        assert [str(case.person) for case in pages] == sorted(str(case.person) for case in pages)


def test_what_is_asked_is_told_by_the_address_and_read_back(told):
    asked = Asked(
        stato="segnalata",
        unita=told.unit.pk,
        operatore=told.owner.pk,
        scadenza="30",
        silenzio=30,
        eta_da=3,
        eta_a=17,
        comune="Melzo",
        ordine="eta",
        altri={"servizio": "adm"},
    )
    assert CaseFilterForm(asked.parameters, user=told.owner).asked == asked
    # A unit or a worker out of sight is no choice: it tells nothing.
    other = CaseFilterForm(
        {"unita": str(told.far_unit.pk), "operatore": "x", "eta_da": "-1"}, user=told.owner
    )
    assert other.asked == Asked()
    assert set(other.errors) == {"unita", "operatore", "eta_da"}


def test_every_column_in_a_constant_number_of_queries(told, django_assert_num_queries):
    columns = list(every_column().values())
    one, both = [told.case], [told.case, told.sibling]
    rows = page_of_cases(told.owner, Asked(), after="", limit=50).cases
    assert set(rows) == set(both)
    with asked_once(), visit():
        page_of_cases(told.owner, Asked(), after="", limit=1)
        with django_assert_num_queries(3):
            texts_of(told.owner, [row for row in rows if row in one], columns)
        with django_assert_num_queries(3):
            lines = texts_of(told.owner, rows, columns)
    assert lines[0][0].startswith("Zampiròn")
    assert {"Melzo (MI)", "9 anni", str(told.owner), "Segnalata"} <= set(lines[0])


PAYLOADS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1+1",
    '=HYPERLINK("http://x.example")',
    "=1+1;2",
    "http://x.example",
    "0012",
]


def test_a_file_holds_texts_and_no_formulas():
    rows = [[payload] for payload in PAYLOADS]
    lines = list(
        csv.reader(io.StringIO(list_file("csv", ["Persona"], rows).decode("utf-8-sig")), delimiter=";")
    )
    assert lines[0] == ["Persona"]
    assert [line[0] for line in lines[1:9]] == [f"'{payload}" for payload in PAYLOADS[:8]]
    assert not any(line[0].lstrip().startswith(("=", "+", "-", "@")) for line in lines)
    book = zipfile.ZipFile(io.BytesIO(list_file("xlsx", ["Persona"], rows)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count('t="inlineStr"') == len(PAYLOADS) + 1
    assert "<v>12</v>" not in sheet


def test_the_list_tells_the_gate_what_it_shows(told):
    with visit() as seen:
        list(every_page(told.reader, Asked(ordine="persona"), size=10))
    assert seen.seen == {told.case.pk}
