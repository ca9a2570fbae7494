"""Every kind of mandate opens a report of a kind that answers it."""

from datetime import date

import pytest

from courts.enums import MandateKind
from reports.kinds import kind_for
from tests.factories.courts import MandateFactory

pytestmark = pytest.mark.django_db
PERIODIC = {
    "first_term_amount": 60,
    "every_months": 6,
    "ends_on": date(2027, 2, 10),
    "starts_on": date(2026, 2, 10),
}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("indagine_sociale", ["indagine_sociale", "aggiornamento"]),
        ("indagine_psicosociale", ["indagine_psicosociale", "aggiornamento"]),
        ("valutazione_genitoriale", ["valutazione_genitoriale", "aggiornamento"]),
        ("psicodiagnosi", ["psicodiagnostica_minore", "aggiornamento"]),
        ("incontri_protetti", ["spazio_neutro", "spazio_neutro", "spazio_neutro"]),
        ("adm", ["adm", "adm"]),
        ("collocamento_comunita_educativa", ["comunita_semestrale", "comunita_semestrale"]),
        ("progetto_map", ["map_avvio", "map_intermedia", "map_finale"]),  # art. 28 D.P.R. 448/1988
        ("progetto_art25", ["aggiornamento", "aggiornamento", "art25_finale"]),  # R.D.L. 1404/1934
        ("prosieguo", ["prosieguo_richiesta", "aggiornamento"]),
        ("vigilanza_supporto", ["aggiornamento", "aggiornamento"]),
        ("affidamento_servizio_5bis", ["aggiornamento", "aggiornamento"]),
    ],
)
def test_the_kind_follows_mandate_and_cycle(kind, expected) -> None:
    mandate = MandateFactory(kind=kind, **PERIODIC)
    assert [kind_for(mandate, n) for n in range(1, len(expected) + 1)] == expected


def test_no_kind_is_forgotten() -> None:
    mandate = MandateFactory(**PERIODIC)
    for kind in MandateKind:
        mandate.kind = kind
        assert kind_for(mandate, 1)
