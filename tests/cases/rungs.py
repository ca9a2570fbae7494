"""The ladder the product starts with, also where another test has emptied the tables."""

from cases.models import EscalationStep

STEPS = {10: "owner", 5: "owner", 2: "leads", 1: "leads", 0: "leads", -1: "all", -7: "all", -14: "all"}


def stand_the_ladder() -> None:
    for days, audience in STEPS.items():
        EscalationStep.objects.update_or_create(
            days_before=days, defaults={"audience": audience, "active": True}
        )
