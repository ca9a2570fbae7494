"""What of the courts keeps a case open."""

from cases.models import Case
from courts.enums import OPEN_MANDATE_STATES
from courts.models import Mandate


def open_mandates(case: Case) -> list[str]:
    """The mandates still running or resting on this case, one sentence each."""
    rows = Mandate.objects.filter(cases=case, state__in=OPEN_MANDATE_STATES).order_by("pk")
    return [f"C'è ancora un incarico aperto: {mandate.get_kind_display().lower()}." for mandate in rows]
