"""What the plans say when somebody wants to close a case."""

from cases.models import Case
from peipa.enums import PlanState
from peipa.models import Plan


def active_plans(case: Case) -> list[str]:
    """One sentence for each plan still running; a draft binds nobody and keeps nothing open."""
    rows = Plan.objects.filter(case=case, state=PlanState.ATTIVO)
    return [
        f"Il progetto «{plan.title}» è attivo: va concluso con il risultato di ogni obiettivo."
        for plan in rows
    ]
