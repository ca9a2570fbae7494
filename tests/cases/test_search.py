"""What the one box finds, and that it finds nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cases.actions.documents import add_document
from cases.permissions import visit
from cases.search import find_documents, find_people, search
from cases.uploads import CheckedFile
from tests.factories.cases import (
    CaseFactory,
    DiaryEntryFactory,
    DiaryParagraphFactory,
    HouseholdMemberFactory,
    PersonFactory,
    TeamMemberFactory,
)


@pytest.fixture
def named(world):
    person = world.case.person
    person.first_name, person.last_name = "Nicolò", "Zaccarèlla"
    person.save()
    mother = PersonFactory(controller=world.comune, first_name="Ludmilla", last_name="Finta")
    HouseholdMemberFactory(household=world.case.household, person=mother, kinship="madre")
    return world


@pytest.mark.parametrize(
    "typed", ["Zaccarella", "zaccarèlla nicolo", "Nicolò Zacarella", "zaccar", "Zacharella", "NICOLO"]
)
def test_names_without_accents_in_any_order_with_typos(named, typed) -> None:
    hits = find_people(named.owner, typed)
    assert (named.case.pk, named.case.person_id) in {(hit.case_id, hit.person_id) for hit in hits}


def test_another_name_is_not_found(named) -> None:
    assert find_people(named.owner, "Bartolomucci") == []


def test_a_mother_leads_to_the_cases_of_her_children(named) -> None:
    hits = find_people(named.owner, "ludmila")
    assert {hit.case_id for hit in hits} == {named.case.pk, named.sibling.pk}
    assert {hit.relation for hit in hits} == {"Madre"}
    assert {hit.case_id for hit in find_people(named.reader, "ludmila")} == {named.case.pk}


def test_a_reference_finds_its_case(named) -> None:
    assert find_people(named.owner, named.case.reference)[0].case_id == named.case.pk


def note(case, text: str, **fields):
    entry = DiaryEntryFactory(case=case, occurred_at=datetime(2026, 3, 2, tzinfo=UTC), **fields)
    return DiaryParagraphFactory(entry=entry, text=text)


def test_the_diary_by_stem_and_without_accents(world) -> None:
    note(world.case, "La madre ha riferito difficoltà economiche.")
    (hit,) = search(world.owner, "difficolta economica").diary
    assert [text for text, found in hit.snippet if found] == ["difficoltà", "economiche"]
    assert hit.name == world.case.person.full_name
    assert hit.snippet[0][0] == "La madre ha riferito "
    assert search(world.owner, "calcio").diary == []


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("scoula", ["scuola"]),
        ("assitente sociale", ["assistente", "sociale"]),
        ("maltratamento", ["maltrattamenti"]),
        ("zzz scuola", []),
        ('"scoula"', []),
        ("nonna", []),
    ],
)
def test_words_with_a_slip_are_found_where_none_is_as_typed(world, typed, marked) -> None:
    note(world.case, "A scuola l'assistente sociale ha parlato di maltrattamenti.")
    found = search(world.owner, typed)
    assert [text for hit in found.diary for text, is_it in hit.snippet if is_it] == marked
    assert found.near == bool(marked)


def test_a_word_near_comes_from_what_is_in_sight_only(world) -> None:
    note(CaseFactory(unit=world.other_unit), "parolasegreta")
    note(world.case, "parolasegneta", reserved=True)
    assert search(world.colleague, "parolasegretta") == search(world.colleague, "nientedisimile")
    assert search(world.reader, "parolasegretta").empty
    (hit,) = search(world.owner, "parolasegretta").diary
    assert hit.case_id == world.case.pk


def test_a_snippet_is_text_and_never_markup(world) -> None:
    note(world.case, "<script>alert(1)</script> la parola cercata \ue001 \ue000 <b>qui</b>")
    (hit,) = search(world.owner, "cercata").diary
    assert ("cercata", True) in hit.snippet
    assert not any("\ue000" in text or "\ue001" in text for text, _ in hit.snippet)


def test_reserved_entries_are_found_by_those_who_write(world) -> None:
    note(world.case, "Parolariservata", reserved=True)
    assert search(world.owner, "parolariservata").diary_count == 1
    assert search(world.reader, "parolariservata").diary_count == 0


def test_documents_by_title(world, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = CheckedFile(b"x", "text/plain", 1, "0" * 64)
    add_document(case=world.case, folder="scuola", title="Pagella di metà anno", file=file, by=world.owner)
    found = find_documents(world.reader, "meta pagella")
    assert [(hit.title, hit.name) for hit in found] == [("Pagella di metà anno", world.case.person.full_name)]
    assert find_documents(world.reader, "referto") == []
    assert find_documents(world.stranger, "pagella") == []


@pytest.mark.parametrize("who", ["stranger", "outsider", "colleague", "administrator", "privacy", "disabled"])
def test_who_sees_no_case_finds_nothing(named, who) -> None:
    note(named.case, "Parola unica")
    for typed in ("Zaccarella", "parola unica", named.case.reference, "Ludmilla"):
        found = search(getattr(named, who), typed)
        assert found.empty
        assert found.diary_count == 0


def test_what_is_shown_is_told_to_the_gate(named) -> None:
    note(named.sibling, "Nicolò era presente.")
    with visit() as shown:
        search(named.owner, "Nicolò")
    assert shown.seen == {named.case.pk, named.sibling.pk}


@pytest.mark.parametrize(
    "typed", ["'", '"', "a & b | !", "<->", "\\", "%", "__", "'; --", "-", "ò" * 200, ":*"]
)
def test_any_signs_may_be_typed(world, typed) -> None:
    search(world.owner, typed)


def hide(world, number: int) -> None:
    """A case of the same unit that the owner left yesterday: same names, same words."""
    person = PersonFactory(controller=world.comune, first_name="Nicolò", last_name="Zaccarèlla")
    case = CaseFactory(unit=world.unit, person=person, reference=f"2026/9{number:03d}")
    yesterday = timezone.localdate() - timedelta(days=1)
    TeamMemberFactory(case=case, user=world.owner, valid_to=yesterday)
    note(case, "Nicolò ha una parola unica.")


def test_hidden_cases_leave_no_trace(named) -> None:
    note(named.case, "Nicolò ha una parola unica.")
    asked = ("Zaccarella", "parola unica", "2026/9", "nicolo", "2026")
    alone = [search(named.owner, typed) for typed in asked]
    for number in range(20):
        hide(named, number)
    assert [search(named.owner, typed) for typed in asked] == alone


def test_the_diary_is_paged_newest_first(world) -> None:
    for day in range(1, 29):
        entry = DiaryEntryFactory(case=world.case, occurred_at=datetime(2026, 2, day, tzinfo=UTC))
        DiaryParagraphFactory(entry=entry, text="Ripetuto")
    first = search(world.owner, "ripetuto")
    rest = search(world.owner, "ripetuto", before=str(first.older))
    days = [hit.occurred_at.day for hit in (*first.diary, *rest.diary)]
    assert days == sorted(days, reverse=True)
    assert (len(days), first.diary_count) == (28, 28)
