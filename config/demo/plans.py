"""The P.E.I.PA. of the children: objectives by area, reviews past and to come."""

from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import Case
from config.demo.families import CLOSED, NEW, Family
from peipa.actions import Finding, activate_plan, add_objective, conclude_plan, create_plan, record_results
from peipa.enums import Horizon, Result
from peipa.models import PlanArea


@dataclass(frozen=True)
class Aim:
    """An objective: area, what, how, how one will know."""

    area: str
    title: str
    actions: str
    indicator: str
    horizon: str = Horizon.MEDIO


AIMS = (
    Aim(
        "Autonomia personale e sociale",
        "Preparare da solo lo zaino la sera",
        "Educatrice: tabella illustrata in camera; madre: verifica serale.",
        "Zaino completo almeno quattro giorni su cinque",
        Horizon.BREVE,
    ),
    Aim(
        "Socializzazione",
        "Frequentare con regolarità una attività sportiva",
        "Iscrizione al corso del martedì; accompagnamento per il primo mese.",
        "Presenza all'80 % delle lezioni",
    ),
    Aim(
        "Livelli espressivi, cognitivi e culturali",
        "Recuperare la lettura ad alta voce",
        "Scuola: due momenti dedicati alla settimana; educatrice: biblioteca il giovedì.",
        "Prova di lettura della scuola nella fascia sufficiente",
    ),
    Aim(
        "Ambiente stabile e rassicurante",
        "Condividere in casa tre regole scritte insieme",
        "Incontro famiglia ed educatrice; regole appese in cucina.",
        "Regole rispettate secondo il diario settimanale",
        Horizon.BREVE,
    ),
    Aim(
        "Reinserimento nella famiglia di origine",
        "Trascorrere il fine settimana in famiglia",
        "Rientri graduali dal sabato mattina; telefonata dell'educatore la sera.",
        "Tre rientri consecutivi senza interruzioni",
        Horizon.LUNGO,
    ),
)
VOICES = (
    "«Vorrei imparare a fare le cose da grande, ma non tutte insieme.»",
    "«Mi piacerebbe che la mamma venisse a vedere una partita.»",
    "«Voglio sapere prima che cosa succede, non dopo.»",
)
FAMILY_VOICE = "La madre condivide gli obiettivi e chiede incontri brevi, la sera."
YOUNGEST = 3


def write_plans(families: list[Family], today: date) -> None:
    """Write a plan for the children whose story asks for one and who are old enough."""
    areas = {area.name: area for area in PlanArea.objects.filter(kind="peipa")}
    for family in families:
        if not family.story.plan or family.stage in (NEW, CLOSED):
            continue
        for place, case in enumerate(family.cases):
            if (case.person.age_on(today) or 0) >= YOUNGEST:
                _plan(family, case, family.number + place, areas, today)


def _plan(family: Family, case: Case, turn: int, areas: dict[str, PlanArea], today: date) -> None:
    worker = family.worker
    starts_on = today - timedelta(days=150 - turn % 5 * 12)
    plan = create_plan(
        case=case,
        title=f"P.E.I.PA. {starts_on.year}",
        starts_on=starts_on,
        review_on=today + timedelta(days=(turn * 9) % 95 - 4),
        by=worker,
        child_voice=VOICES[turn % len(VOICES)],
        family_voice=FAMILY_VOICE,
    )
    aims = [AIMS[(turn + step) % len(AIMS)] for step in range(2 + turn % 2)]
    objectives = [
        add_objective(
            plan=plan,
            area=areas[aim.area],
            title=aim.title,
            by=worker,
            actions=aim.actions,
            indicator=aim.indicator,
            horizon=aim.horizon,
        )
        for aim in aims
    ]
    if turn % 6 == 5:
        return  # still a draft
    activate_plan(plan=plan, by=worker)
    if turn % 3 == 1:
        partly = Finding(Result.PARZIALE, "Riscontro nel diario e nel colloquio con la scuola.")
        record_results(plan=plan, findings={objectives[0].pk: partly}, by=worker)
    if turn % 8 == 2:
        reached = Finding(Result.RAGGIUNTO, "Verificato in équipe con la famiglia.")
        record_results(plan=plan, findings={row.pk: reached for row in objectives}, by=worker)
        day = today - timedelta(days=6)
        conclude_plan(
            plan=plan, concluded_on=day, outcome="Obiettivi raggiunti; si apre un nuovo periodo.", by=worker
        )
