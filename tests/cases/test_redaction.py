"""What goes is gone, wherever it stands and however it is written."""

import pytest

from cases.redaction import GONE, fingerprint, passages_of, redacted, without, words_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Prima frase. Seconda frase!", ["Prima frase.", "Seconda frase!"]),
        ("Riga\nche continua.\n\nAltra", ["Riga che continua.", "Altra"]),
        ("Il sig. G. Rossi c'era.", ["Il sig.", "G. Rossi c'era."]),
        ("Una pa-\nrola divisa.", ["Una parola divisa."]),
        ("", []),
    ],
)
def test_passages(text, parts):
    assert passages_of(text) == parts


def test_a_long_passage_is_divided_and_nothing_lost():
    text = "parola " * 300 + "x" * 1200
    found = passages_of(text)
    assert max(map(len, found)) <= 500
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "È venuta Anna Élise Rossi.",
        "È venuta ANNA ELISE ROSSI.",
        "È venuta anna  elise\nrossi.",
        "È venuta Anna-Élise Rossi.",
    ],
)
def test_words_go_however_they_are_written(text):
    assert without(text, ["Anna Elise Rossi"]) == f"È venuta {GONE}."


def test_only_whole_words_go():
    assert without("Annalisa e Anna", ["Anna"]) == f"Annalisa e {GONE}"
    assert without("Tel. 02/123 (casa)", ["02/123"]) == f"Tel. {GONE} (casa)"


def test_the_longest_goes_first_and_names_across_passages_too():
    words = words_of("Anna\nAnna Rossi\n\nx")
    assert words == ["Anna Rossi", "Anna"]
    assert redacted(["Parla Anna", "Rossi della scuola."], set(), words) == [f"Parla {GONE} della scuola."]


def test_removed_passages_leave_one_mark():
    assert redacted(["a", "b", "c", "d"], {1, 2}, []) == ["a", GONE, "d"]
    assert redacted(["a"], {0}, ["a"]) == [GONE]


def test_another_text_has_another_fingerprint():
    assert fingerprint(["a", "b"]) != fingerprint(["ab"])
