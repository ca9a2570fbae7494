"""However a protected word is written, it is found; and where it only seems to stand, it is not."""

import pytest

from reports.leaks.folding import Folded, fold
from reports.leaks.needles import parts_of_address, parts_of_contact

SECRET = "via Zafferanella Ombrosa 47, 20099 Vallechiara"


@pytest.mark.parametrize(
    "text",
    [
        "Ora vive in via Zafferanella Ombrosa 47, a Vallechiara.",
        "VIA ZAFFERANELLA OMBROSA",
        "Zafferanèlla–Ombrósa",
        "via  Zaffe\u00adranella\nOmbrosa n. 47",
        "via Z a f f e r a n e l l a Ombrosa",
        "ｚａｆｆｅｒａｎｅｌｌａ ombrosa",
        "viaZafferanellaOmbrosa47",
        "la ‘Zafferanella’, quella Ombrosa: zafferanella\u200bombrosa",
        "via Zаffеrаnellа Ombrosa",  # Cyrillic а, е
        "ΖΑFFERΑΝELLΑ ΟΜΒRΟSΑ",  # Greek capitals
        "zaffеránеlIa".replace("I", "l") + " ɑmbrosa".replace("ɑ", "օ"),  # marks, Cyrillic, Armenian օ
    ],
)
def test_an_address_is_found_however_it_is_written(text):
    assert any(Folded(text).find(part) for part in parts_of_address(SECRET))


@pytest.mark.parametrize(
    "text", ["Vallechiara", "20099", "via Roma 47", "una valle chiara", "il 47 per cento"]
)
def test_what_many_addresses_share_is_not_a_leak(text):
    assert not any(Folded(text).find(part) for part in parts_of_address(SECRET) if part)


@pytest.mark.parametrize("written", ["333 1234567", "+39 333 123 45 67", "0039-333.1234567", "333/12.34.567"])
@pytest.mark.parametrize("text", ["tel. 3331234567", "chiama il 333 12 34 567!", "+39 (333) 1234567"])
def test_a_number_is_found_however_it_is_written(written, text):
    assert any(Folded(text).find(part) for part in parts_of_contact(written))


def test_a_tax_code_and_an_address_of_mail():
    assert Folded("codice XXXYYY 00A00 Z999W").find(fold("xxxyyy00a00z999w"))
    assert Folded("scrivere a Rifugio.Segreto@Esempio.example").find(fold("rifugio.segreto@esempio.example"))


@pytest.mark.parametrize(
    ("name", "text"), [("nina", "la bambina Antonina dorme"), ("leo", "il leone è leale")]
)
def test_a_short_name_is_found_as_a_word_only(name, text):
    assert Folded(text).find(name) is None
    assert Folded(f"{text}, con {name.title()}.").find(name)


def test_the_passage_is_shown_as_it_was_written():
    text = "Prima. " * 30 + "Vive in VIA  Zafferanella ombrosa, dicono. " + "Dopo. " * 30
    assert "VIA Zafferanella ombrosa, dicono" in Folded(text).passage(
        Folded(text).find("zafferanella ombrosa")
    )


def test_a_quotation_is_six_words_in_a_row():
    runs = Folded("Il padre ha detto che teme di perdere il lavoro").runs(6)
    assert "padre ha detto che teme di" in runs
    assert len(runs) == 5
