from datetime import date

import pytest

from cases.fiscal_code import canonical, doubts, is_provisional, variants

# Belfiore code X999 is given to no place: the code is impossible by construction, its last letter is right.
CODE = "BRSNDA12C44X999N"
PERSON = {"first_name": "Nadia", "last_name": "Bruschetti", "birth_date": date(2012, 3, 4), "sex": "F"}


@pytest.mark.parametrize(
    "written",
    [CODE, CODE.lower(), " BRS NDA 12C44 X999N ", "BRS-NDA-12C44-X999N\u200b", "ＢＲＳＮＤＡ12C44X999N"],
)
def test_canonical_one_form(written):
    assert canonical(written) == CODE


def test_doubts_none_when_all_agrees():
    assert doubts(CODE, **PERSON) == []


@pytest.mark.parametrize("code", ["BRSNDA12C44X99VC", "BRSNDA1NC4QX999V"])
def test_doubts_none_for_omocodia(code):
    assert doubts(code, **PERSON) == []


@pytest.mark.parametrize("code", ["", "12345678903"])
def test_doubts_none_for_empty_or_provisional(code):
    assert doubts(code, **PERSON) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_name": "Carpi"}, "non corrisponde al cognome"),
        ({"first_name": "Teo"}, "non corrisponde al nome"),
        ({"birth_date": date(2012, 3, 5)}, "non corrisponde alla data di nascita o al sesso"),
        ({"sex": "M"}, "non corrisponde alla data di nascita o al sesso"),
    ],
)
def test_doubts_by_cause(changes, words):
    assert doubts(CODE, **{**PERSON, **changes}) == [words]


@pytest.mark.parametrize("changes", [{"sex": "N"}, {"birth_date": None}])
def test_doubts_say_nothing_of_what_is_unknown(changes):
    assert doubts(CODE, **{**PERSON, **changes}) == []


def test_doubts_check_letter_and_form():
    assert doubts("BRSNDA12C44X999A", **PERSON) == ["la lettera di controllo non torna"]
    assert doubts("BRSNDA", **PERSON) == ["non ha la forma di un codice fiscale"]
    assert doubts("ß" * 16, **PERSON) == ["non ha la forma di un codice fiscale"]


def test_doubts_about_a_provisional_code_and_the_birthplace():
    assert doubts("12345678901", **PERSON) == ["provvisorio ha la cifra di controllo che non torna"]
    assert doubts(CODE, **PERSON, place_code="X999") == []
    assert doubts("BRSNDA12C44X99VC", **PERSON, place_code="X999") == []
    assert doubts(CODE, **PERSON, place_code="F119") == ["non corrisponde al luogo di nascita"]


def test_variants_128_codes_are_one_person():
    found = variants(CODE)
    assert len(set(found)) == 128
    assert {CODE, "BRSNDA12C44X99VC", "BRSNDA1NC4QX999V"} <= set(found)
    assert all(doubts(code, **PERSON) == [] for code in found)
    assert set(variants("BRSNDA12C44X99VC")) == set(found)


@pytest.mark.parametrize(("code", "expected"), [("", []), ("STP1", ["STP1"]), ("ß" * 16, ["ß" * 16])])
def test_variants_of_no_tax_code_is_itself(code, expected):
    assert variants(code) == expected


def test_is_provisional():
    assert is_provisional("12345678901")
    assert not is_provisional(CODE)
