"""What the services say when somebody wants to close a case."""

from cases.models import Case
from services.catalogue.models import Enrolment


def open_enrolments(case: Case) -> list[str]:
    """One sentence for each service still requested, running or resting."""
    rows = Enrolment.objects.open().filter(case=case).select_related("kind")
    return [
        f"Il servizio «{row.kind.name}» è ancora {row.get_state_display().lower()}: va concluso o chiuso "
        "come non avviato."
        for row in rows
    ]
