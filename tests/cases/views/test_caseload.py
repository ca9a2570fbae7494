from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from cases.models import Address, Case, HouseholdMember, Person
from tests.factories.cases import CaseFactory, DeadlineFactory, PersonFactory, TeamMemberFactory

LIST, NEW = reverse("cases:case_list"), reverse("cases:case_create")


@pytest.fixture
def more_cases(world):
    """`more_cases(n)` gives the owner n further cases, each with a deadline."""

    def make(number: int) -> list[Case]:
        cases = [CaseFactory(unit=world.unit) for _ in range(number)]
        for case in cases:
            TeamMemberFactory(case=case, user=world.owner, responsible=True)
            DeadlineFactory(case=case)
        return cases

    return make


# --- The list -------------------------------------------------------------------------------------------
def test_list_same_queries_for_few_and_many(
    world, sign_in, more_cases, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(world.owner)
    with django_assert_max_num_queries(11) as few:
        client.get(LIST)
    more_cases(48)
    with django_assert_num_queries(len(few)):
        rows = client.get(LIST).context["rows"]
    assert len(rows) == 50
    with django_assert_max_num_queries(11):
        client.get(LIST, {"q": "Inventato"})


def test_list_soonest_deadline_first_with_responsible(world, sign_in):
    DeadlineFactory(case=world.sibling, due_on=date(2026, 1, 7))
    rows = sign_in(world.owner).get(LIST).context["rows"]
    assert [case for case, _ in rows] == [world.sibling, world.case]
    assert all(f'<td data-label="Responsabile">{world.owner}</td>' in cells for _, cells in rows)


def test_list_logs_what_it_showed(world, sign_in):
    sign_in(world.reader).get(LIST)
    assert AccessLog.objects.get().case_ids == [world.case.pk]


def test_list_pages_without_gaps(world, sign_in, more_cases):
    more_cases(60)
    client, seen, url = sign_in(world.owner), [], LIST
    while url is not None:
        page = client.get(url)
        seen += [case.pk for case, _ in page.context["rows"]]
        url = page.context["next_url"] or None
    assert len(seen) == len(set(seen)) == 62
    assert page.context["count"] == 62


def test_list_closed_cases_only_when_asked(world, sign_in):
    Case.unscoped.filter(pk=world.case.pk).update(status="chiuso", closed_on=date(2026, 1, 1))
    client = sign_in(world.owner)
    assert [case for case, _ in client.get(LIST).context["rows"]] == [world.sibling]
    both = client.get(LIST, {"stato": "tutti"})
    assert {case for case, _ in both.context["rows"]} == {world.case, world.sibling}
    assert both.context["count"] == 2


@pytest.mark.parametrize("text", ["zampir", "ZAMPIRÓ", "zampiro", "2026/099"])
def test_list_by_surname_or_reference(world, sign_in, text):
    Person.objects.filter(pk=world.case.person_id).update(last_name="Zampiròn")
    Case.unscoped.filter(pk=world.case.pk).update(reference="2026/09999")
    page = sign_in(world.owner).get(LIST, {"q": text})
    assert [case for case, _ in page.context["rows"]] == [world.case]
    assert page.context["count"] == 1


def test_list_by_surname_pages_in_the_same_order(world, sign_in, more_cases):
    cases = more_cases(55)
    Person.objects.filter(pk__in=[case.person_id for case in cases]).update(last_name="Zampiròn")
    client = sign_in(world.owner)
    first = client.get(LIST, {"q": "Zampi"})
    second = client.get(first.context["next_url"])
    shown = [case.pk for page in (first, second) for case, _ in page.context["rows"]]
    assert shown == [case.pk for case in cases]
    assert second.context["next_url"] == ""


def test_list_never_finds_a_hidden_case(world, sign_in):
    Person.objects.filter(pk=world.sibling.person_id).update(last_name="Zampiròn")
    page = sign_in(world.reader).get(LIST, {"q": "Zampiròn"})
    assert (page.context["rows"], page.context["count"]) == ([], 0)
    assert "Nessun caso con questi filtri" in page.text


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=" + "a" * 3000, "?dopo=2026-02-31.1", "?stato=boh", "?dopo=x"]
)
def test_list_bad_input_is_never_an_error_page(world, sign_in, query):
    assert sign_in(world.owner).get(LIST + query).status_code == 200


def test_list_says_what_it_could_not_understand(world, sign_in):
    client = sign_in(world.owner)
    assert "L’elenco non ne tiene conto" in client.get(LIST + "?stato=inventato").text
    assert "L’elenco non ne tiene conto" not in client.get(LIST + "?stato=tutti").text


# --- The new case ---------------------------------------------------------------------------------------
def family(children=(), adults=(), **fields):
    """What the browser sends: every row, the empty ones too."""
    data = {"opened_on": timezone.localdate().isoformat(), "address_kind": "residenza", **fields}
    for prefix, rows, least in (("minori", children, 1), ("adulti", adults, 0)):
        data |= {f"{prefix}-TOTAL_FORMS": 6, f"{prefix}-INITIAL_FORMS": 0, f"{prefix}-MIN_NUM_FORMS": least}
        empty = {"sex": "N"} if prefix == "minori" else {"kinship": "madre", "cohabiting": "on"}
        for position in range(6):
            row = rows[position] if position < len(rows) else {}
            data |= {f"{prefix}-{position}-{name}": value for name, value in {**empty, **row}.items()}
    return data


NADIA = {"first_name": "Nadia", "last_name": "Bruschetti", "birth_date": "2012-03-04", "sex": "F"}
TEO = {"first_name": "Teo", "last_name": "Bruschetti", "birth_date": "2015-04-04", "sex": "M"}
MOTHER = {"first_name": "Ombretta", "last_name": "Carpi", "kinship": "madre", "responsibility": "piena"}


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_create_siblings_in_one_household(world, sign_in):
    data = family([NADIA, TEO], [MOTHER], unit=world.unit.pk, household_name="Bruschetti Carpi")
    data |= {"address_text": "via dei Tigli 3", "address_secret": "on"}
    answer = sign_in(world.owner).post(NEW, data)
    cases = list(Case.unscoped.filter(household__name="Bruschetti Carpi").order_by("pk"))
    assert [case.person.first_name for case in cases] == ["Nadia", "Teo"]
    assert answer.url == cases[0].get_absolute_url()
    assert HouseholdMember.objects.filter(household=cases[0].household).count() == 3
    assert Address.objects.filter(secret=True).count() == 2
    assert said(answer) == [f"Aperti i fascicoli {cases[0].reference}, {cases[1].reference}."]
    assert AccessLog.objects.get().case_ids == [case.pk for case in cases]


def test_create_doubtful_tax_code_warns_and_saves(world, sign_in):
    child = {**NADIA, "tax_code": " brs nda 12c44 x999 a "}
    answer = sign_in(world.owner).post(NEW, family([child], unit=world.unit.pk, household_name="B"))
    case = Case.unscoped.get(household__name="B")
    assert case.person.identifiers.get().value == "BRSNDA12C44X999A"
    assert said(answer)[1] == (
        f"Il codice fiscale nel fascicolo {case.reference} la lettera di controllo non torna: verificarlo."
    )


def test_create_asks_first_about_who_is_known(world, sign_in):
    Person.objects.filter(pk=world.case.person_id).update(
        first_name="Bruschetti", last_name="Nadia", birth_date="2012-03-05"
    )
    client, data = sign_in(world.owner), family([NADIA], unit=world.unit.pk, household_name="B")
    page = client.post(NEW, data)
    asked = page.context["children"].forms[0]
    assert [value for value, _ in asked.fields["match"].choices] == [str(world.case.person_id), "nuova"]
    assert (
        f"nome e cognome scambiati · data di nascita vicina · fascicolo {world.case.reference}" in page.text
    )
    assert 'value="Nadia"' in page.text
    assert not Case.unscoped.filter(household__name="B").exists()
    same = client.post(NEW, {**data, "minori-0-match": world.case.person_id})
    assert "parlane con chi la coordina" in same.text
    assert client.post(NEW, {**data, "minori-0-match": "nuova"}).status_code == 302
    assert Case.unscoped.filter(household__name="B").count() == 1


def test_create_hidden_duplicate_is_never_told(world, sign_in):
    Person.objects.filter(pk=world.case.person_id).update(last_name="Bruschetti", birth_date="2012-03-04")
    answer = sign_in(world.colleague).post(NEW, family([NADIA], unit=world.unit.pk, household_name="B"))
    assert answer.status_code == 302


def test_create_in_the_household_of_a_sibling(world, sign_in):
    client = sign_in(world.owner)
    page = client.get(NEW, {"caso": world.case.pk})
    assert page.context["form"]["sibling_reference"].value() == world.case.reference
    client.post(NEW, family([TEO], unit=world.unit.pk, sibling_reference=world.case.reference))
    assert Case.unscoped.filter(household=world.case.household).count() == 3


def test_create_sibling_of_a_hidden_case_is_as_missing(world, sign_in):
    client = sign_in(world.reader)
    assert client.get(NEW, {"caso": world.sibling.pk}).status_code == 404
    answers = [
        client.post(NEW, family([TEO], unit=world.unit.pk, sibling_reference=reference))
        for reference in (world.sibling.reference, "1999/00001")
    ]
    errors = [answer.context["form"].errors["sibling_reference"] for answer in answers]
    assert errors[0] == errors[1]


def test_create_in_a_unit_of_others_is_refused(world, sign_in):
    page = sign_in(world.owner).post(NEW, family([TEO], unit=world.other_unit.pk, household_name="B"))
    assert list(page.context["form"].errors) == ["unit"]


@pytest.mark.parametrize(
    ("child", "field", "message"),
    [
        ({"birth_date": "2026-02-31"}, "birth_date", "Inserisci una data valida."),
        ({"birth_date": "1899-12-31"}, "birth_date", "La data non può precedere il 1900."),
        ({"birth_date": "0001-01-01"}, "birth_date", "La data non può precedere il 1900."),
        (
            {"birth_date": (timezone.localdate() + timedelta(days=1)).isoformat()},
            "birth_date",
            "La data non può essere nel futuro.",
        ),
        ({"first_name": "Na\x00dia"}, "first_name", None),
        ({"first_name": ""}, "first_name", "Questo campo è obbligatorio."),
        ({"tax_code": "X" * 41}, "tax_code", None),
        ({"last_name": "B" * 101}, "last_name", None),
    ],
)
def test_create_bad_child_is_told_beside_the_field_and_kept(world, sign_in, child, field, message):
    data = family([{**NADIA, **child}], unit=world.unit.pk, household_name="Famiglia di prova")
    page = sign_in(world.owner).post(NEW, data)
    errors = page.context["children"].forms[0].errors
    assert list(errors) == [field]
    if message:
        assert errors[field] == [message]
    assert 'value="Famiglia di prova"' in page.text


def test_create_without_children_or_household_is_told(world, sign_in):
    page = sign_in(world.owner).post(NEW, family([], unit=world.unit.pk))
    assert list(page.context["form"].errors) == ["household_name"]
    assert list(page.context["children"].forms[0].errors) == ["first_name", "last_name"]


def test_create_opened_in_the_future_is_told(world, sign_in):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    data = family([NADIA], unit=world.unit.pk, household_name="B", opened_on=tomorrow)
    page = sign_in(world.owner).post(NEW, data)
    assert page.context["form"].errors["opened_on"] == ["La data non può essere nel futuro."]


def test_create_broken_rows_are_never_an_error_page(world, sign_in):
    data = {"unit": world.unit.pk, "household_name": "B", "minori-TOTAL_FORMS": "mille"}
    assert sign_in(world.owner).post(NEW, data).status_code == 200


def test_create_another_titolare_stays_apart(world, sign_in):
    PersonFactory(controller=world.comune, last_name="Bruschetti", birth_date="2012-03-04")
    sign_in(world.outsider).post(NEW, family([NADIA], unit=world.far_unit.pk, household_name="B"))
    assert Case.unscoped.get(household__name="B").person.controller == world.other_comune
