"""What the apps above add to the *Sintesi* of a case: they append here in `AppConfig.ready()`.

The case has already passed the gate; whoever shows something of another one tells the gate with `saw`.
"""

from collections.abc import Callable

from accounts.models import User
from cases.models import Case
from cases.panels import Panel, Row

__all__ = ["Panel", "Row", "panels", "panels_for"]

panels: list[Callable[[User, Case], Panel | None]] = []


def panels_for(user: User, case: Case) -> list[Panel]:
    """The panels of every app for this case, alarms first."""
    found = [panel for make in panels if (panel := make(user, case)) is not None]
    return sorted(found, key=lambda panel: not panel.alarm)
