"""Which kind of report answers a mandate (handbook courts §2.7, §4): every kind of mandate has one."""

from courts.enums import MandateKind
from courts.models import Mandate
from courts.periods import NoSuchCycleError, cycle
from reports.enums import ReportKind

M, R = MandateKind, ReportKind
# What is asked once: the first report answers it, the later ones bring it up to date.
ONCE = {
    M.INDAGINE_SOCIALE: R.INDAGINE_SOCIALE,
    M.INDAGINE_PSICOSOCIALE: R.INDAGINE_PSICOSOCIALE,
    M.VALUTAZIONE_GENITORIALE: R.VALUTAZIONE_GENITORIALE,
    M.VALUTAZIONE_MINORE: R.INDAGINE_PSICOSOCIALE,
    M.PSICODIAGNOSI: R.PSICODIAGNOSTICA_MINORE,
    M.PROSIEGUO: R.PROSIEGUO_RICHIESTA,
}
# What every report of the mandate is.
ALWAYS = {
    M.INCONTRI_PROTETTI: R.SPAZIO_NEUTRO,
    M.ADM: R.ADM,
    M.COLLOCAMENTO_COMUNITA: R.COMUNITA_SEMESTRALE,
    M.COLLOCAMENTO_MADRE: R.COMUNITA_SEMESTRALE,
    M.COLLOCAMENTO_PADRE: R.COMUNITA_SEMESTRALE,
    M.COLLOCAMENTO_TERAPEUTICA: R.COMUNITA_SEMESTRALE,
    M.COLLOCAMENTO_PRONTO: R.COMUNITA_SEMESTRALE,
}
# What ends a juvenile project, whoever opened it: it answers the term of the project itself.
FINAL = {M.PROGETTO_MAP: R.MAP_FINALE, M.PROGETTO_ART25: R.ART25_FINALE}


def kind_for(mandate: Mandate, n: int) -> ReportKind:
    """The kind of the report of the `n`-th cycle of a mandate; an update where nothing fits better.

    A messa alla prova has an opening, intermediate and a final report (handbook courts §2.4), an art. 25
    project its final one.
    """
    kind = MandateKind(mandate.kind)
    if kind in ALWAYS:
        return ALWAYS[kind]
    if kind in ONCE and n == 1:
        return ONCE[kind]
    if kind in FINAL and _last(mandate, n):
        return FINAL[kind]
    if kind == M.PROGETTO_MAP:
        return R.MAP_AVVIO if n == 1 else R.MAP_INTERMEDIA
    return R.AGGIORNAMENTO


def _last(mandate: Mandate, n: int) -> bool:
    """Whether no cycle follows; one that is both first and last counts as last only when the mandate ends."""
    try:
        cycle(mandate, n + 1)
    except NoSuchCycleError:
        return n > 1 or mandate.ends_on is not None
    return False
