"""What removals ex art. 403 add to *Oggi* and the *Sintesi* of a case, and what keeps it open or a document in it."""

from collections.abc import Collection

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from cases.panels import Panel, Row
from cases.permissions import saw, visible_cases
from courts.emergency_chain import StepState
from courts.emergency_story import StepRow, in_words, rows_of, running
from courts.enums import EmergencyState
from courts.models import Emergency, EmergencyStep
from courts.permissions import visible_emergencies

MOST = 10
TITLE = "Allontanamenti in corso (art. 403 c.c.)"
LOUD = (StepState.A_RISCHIO, StepState.SCADUTO)


def of_user(user: User) -> Panel | None:
    """The removals under way that `user` sees; an alarm as soon as one of their terms is at risk."""
    seen = Prefetch("cases", visible_cases(user).select_related("person"))
    rows = _under_way(user).prefetch_related(seen)[:MOST]
    return _panel([(row, _children(row)) for row in rows])


def of_case(user: User, case: Case) -> Panel | None:
    """The removal under way of one child."""
    return _panel([(row, "Allontanamento") for row in _under_way(user).filter(cases=case)])


def blockers(case: Case) -> list[str]:
    """Why a case with a removal under way cannot be closed."""
    if Emergency.objects.filter(cases=case, state=EmergencyState.IN_CORSO).exists():
        return ["C'è un allontanamento ex art. 403 in corso: chiuderlo con il suo esito."]
    return []


def proved_by(documents: Collection[int]) -> list[str]:
    """Why a document that proves a step cannot be taken away."""
    rows = EmergencyStep.objects.filter(document__in=documents).select_related("emergency").order_by("pk")
    return [
        f"È la prova del passo «{row.get_kind_display()}» dell'allontanamento di "
        f"{in_words(row.emergency.removed_at)}: correggi prima il passo."
        for row in rows
    ]


def next_step(emergency: Emergency) -> StepRow | None:
    """The step whose clock ends first; its steps are best prefetched."""
    found = running(rows_of(emergency, emergency.steps.all(), timezone.now()))
    return found[0] if found else None


def _under_way(user: User) -> QuerySet[Emergency]:
    return visible_emergencies(user).filter(state=EmergencyState.IN_CORSO).prefetch_related("steps")


def _children(emergency: Emergency) -> str:
    """Who was removed, of those the person sees; naming them is showing them."""
    cases = list(emergency.cases.all())
    saw(case.pk for case in cases)
    return ", ".join(case.person.full_name for case in cases)


def _panel(found: list[tuple[Emergency, str]]) -> Panel | None:
    if not found:
        return None
    nexts = [(emergency, label, next_step(emergency)) for emergency, label in found]
    return Panel(
        title=TITLE,
        rows=[_row(*each) for each in nexts],
        alarm=any(step is not None and step.state in LOUD for _, _, step in nexts),
    )


def _row(emergency: Emergency, label: str, step: StepRow | None) -> Row:
    url = emergency.get_absolute_url()
    if step is None:
        note = "Tutti i passi sono compiuti: chiudere l'allontanamento con il suo esito."
        return Row(label=label, url=url, note=note)
    note = f"{step.link.kind.label}: entro {step.due}, {step.left}"
    return Row(
        label=f"{label}, {in_words(emergency.removed_at)}",
        url=url,
        note=note,
        why=step.step.explanation,
        badge=step.state.label,
        tone=step.state.tone,
    )
