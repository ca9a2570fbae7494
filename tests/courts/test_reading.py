"""Reading an order by plain rules: what is proposed, from which passage, and what is not."""

import pytest

from courts.reading import read

OFFICES = {7: "Tribunale per i minorenni di Milano", 8: "Tribunale ordinario di Milano"}
REGISTERS = {3: "R.G. V.G.", 4: "R.G."}
ORDER = """TRIBUNALE PER I MINORENNI DI MILANO
Il Tribunale, riunito in camera di consiglio il 10 luglio 2026, nel procedimento n. 1234-1/2026 R.G. V.G.
Giudice relatore: dott.ssa Ada Inventata
ha emesso il seguente DECRETO PROVVISORIO nei confronti dei minori.
P.Q.M. dispone che il Servizio sociale svolga un'indagine psico-sociale sul nucleo, depositando relazione
entro sessanta (60) giorni; affida i minori al Servizio sociale del Comune; dispone incontri protetti presso lo
Spazio Neutro; il Servizio trasmetterà relazioni di aggiornamento ogni sei mesi.
Depositato in cancelleria il 13.7.2026
"""


def reading(text: str):
    return read([text], offices=OFFICES, registers=REGISTERS)


def test_an_order_is_read_field_by_field():
    found = {proposal.field: proposal.value for proposal in reading(ORDER).proposals}
    assert found == {
        "office": "7",
        "number": "1234",
        "sub": "1",
        "year": "2026",
        "register": "3",
        "decided_on": "10/07/2026",
        "deposited_on": "13/07/2026",
        "kind": "decreto_provvisorio",
        "judge": "dott.ssa Ada Inventata",
    }


def test_mandates_come_with_their_terms_and_their_sentence():
    mandates = reading(ORDER).mandates
    assert [mandate.values["kind"] for mandate in mandates] == [
        "indagine_psicosociale",
        "affidamento_servizio_5bis",
        "incontri_protetti",
        "aggiornamento",
    ]
    assert mandates[0].values["first_term_amount"] == "60"
    assert mandates[0].values["first_term_unit"] == "days"
    assert mandates[3].values["every_months"] == "6"
    assert "indagine psico-sociale" in mandates[0].passage
    assert all(mandate.page == 1 for mandate in mandates)


def test_every_proposal_shows_its_passage():
    for proposal in reading(ORDER).proposals:
        assert proposal.passage.strip("…") in " ".join(ORDER.split())


@pytest.mark.parametrize("pages", [[], [""], ["  \n "]])
def test_a_scan_is_said_to_be_one(pages):
    found = read(pages, offices=OFFICES, registers=REGISTERS)
    assert found.scan
    assert not found.proposals


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("n. 77/24 R.G.", "year", "2024"),
        ("n. 77/2024 RGVG", "register", "3"),
        ("Così deciso in Milano, 1° marzo 2026", "decided_on", "01/03/2026"),
        ("depositata in data 5/3/2026", "deposited_on", "05/03/2026"),
        ("Così deciso il 31/02/2026", "decided_on", None),
        ("Tribunale ordinario di Milano, sez. IX", "office", "8"),
        ("Tribunale di Altrove", "office", None),
        ("ORDINANZA", "kind", "ordinanza"),
        ("il relatore riferisce", "judge", None),
    ],
)
def test_single_rules(text, field, value):
    found = {proposal.field: proposal.value for proposal in reading(text).proposals}
    assert found.get(field) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Svolga indagine sociale entro 90 giorni.", {"first_term_amount": "90", "first_term_unit": "days"}),
        (
            "Avvii l'educativa domiciliare entro tre mesi.",
            {"first_term_amount": "3", "first_term_unit": "months"},
        ),
        ("Trasmetta relazione semestrale.", {"every_months": "6"}),
        ("Relazioni periodiche con cadenza trimestrale.", {"every_months": "3"}),
    ],
)
def test_terms_in_words_and_figures(text, values):
    (mandate,) = reading(text).mandates
    assert {name: mandate.values.get(name) for name in values} == values


def test_hostile_text_is_only_text():
    found = reading("<script>alert(1)</script> " * 500 + "a/" * 5000 + "indagine sociale " * 300)
    assert not found.scan
