"""Before a case closes, every app above may say what is still open (design §2: hooks, no imports)."""

from collections.abc import Callable

from cases.models import Case

# Each takes the case and answers with the reasons, in Italian, why it cannot be closed yet.
blockers: list[Callable[[Case], list[str]]] = []


def reasons_against(case: Case) -> list[str]:
    """Everything that is still open on the case, as sentences for the person who wants to close it."""
    return [reason for blocker in blockers for reason in blocker(case)]
