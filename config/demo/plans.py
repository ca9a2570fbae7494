"""The P.E.I.PA. of the children: objectives by area, reviews past and to come."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone

from accounts.models import User
from cases.models import Case, Deadline
from config.demo.families import CLOSED, NEW, Family
from peipa.actions import Finding, activate_plan, add_objective, conclude_plan, create_plan, record_results
from peipa.enums import Horizon, Result
from peipa.models import Objective, Plan, PlanArea


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
REVIEW_DAYS = 91
LATEST = 3


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
    """A draft of these days, or a plan of last year with its reviews."""
    drafted = turn % 6 == 5
    began = today - timedelta(days=15 if drafted else 430 - turn % 5 * 40)
    starts_on = max(began, family.opened_on + timedelta(days=30))
    reviews = _reviews(starts_on, today)
    plan = create_plan(
        case=case,
        title=f"P.E.I.PA. {starts_on.year}/{starts_on.year + 1}",
        starts_on=starts_on,
        review_on=reviews[0],
        by=family.worker,
        child_voice=VOICES[turn % len(VOICES)],
        family_voice=FAMILY_VOICE,
    )
    objectives = [
        _objective(plan, AIMS[(turn + step) % len(AIMS)], areas, family.worker)
        for step in range(2 + turn % 2)
    ]
    if drafted:
        return
    activate_plan(plan=plan, by=family.worker)
    _hold_reviews(plan, reviews, turn, family.worker)
    _judge(plan, objectives, turn, family.worker, today)


def _objective(plan: Plan, aim: Aim, areas: dict[str, PlanArea], worker: User) -> Objective:
    return add_objective(
        plan=plan,
        area=areas[aim.area],
        title=aim.title,
        by=worker,
        actions=aim.actions,
        indicator=aim.indicator,
        horizon=aim.horizon,
    )


def _judge(plan: Plan, objectives: list[Objective], turn: int, worker: User, today: date) -> None:
    """What has come of the objectives so far; a few plans have ended."""
    if turn % 3 == 1:
        partly = Finding(Result.PARZIALE, "Riscontro nel diario e nel colloquio con la scuola.")
        record_results(plan=plan, findings={objectives[0].pk: partly}, by=worker)
    if turn % 8 == 2:
        reached = Finding(Result.RAGGIUNTO, "Verificato in équipe con la famiglia.")
        record_results(plan=plan, findings={row.pk: reached for row in objectives}, by=worker)
        day = today - timedelta(days=6)
        outcome = "Obiettivi raggiunti; si apre un nuovo periodo."
        conclude_plan(plan=plan, concluded_on=max(day, plan.starts_on), outcome=outcome, by=worker)


def _reviews(starts_on: date, today: date) -> list[date]:
    """Every three months from the start; the last one is still to come, or has just been missed."""
    days = [starts_on + timedelta(days=REVIEW_DAYS)]
    while days[-1] < today - timedelta(days=LATEST):
        days.append(days[-1] + timedelta(days=REVIEW_DAYS))
    return days


def _hold_reviews(plan: Plan, reviews: list[date], turn: int, worker: User) -> None:
    """The reviews of the past, on their day or a little later, each closing its deadline on that day."""
    for number, (due_on, following) in enumerate(pairwise(reviews), start=1):
        held_on = due_on + timedelta(days=LATEST if (turn + number) % 5 == 0 else 0)
        record_results(plan=plan, findings={}, by=worker, reviewed_on=held_on, next_review_on=following)
        held_at = timezone.make_aware(datetime.combine(held_on, time(12)))
        Deadline.objects.filter(origin=plan.origin(number)).update(closed_at=held_at)
