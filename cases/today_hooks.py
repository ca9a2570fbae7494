"""What the apps above add to *Oggi*: they append here in `AppConfig.ready()`.

A function that shows something of a case goes through the gate and tells it with `saw`.
"""

from collections.abc import Callable

from accounts.models import User
from cases.panels import Panel, Row

__all__ = ["Panel", "Row", "panels", "panels_for"]

# None: nothing to say to this person. A panel without rows shows its empty text.
panels: list[Callable[[User], Panel | None]] = []


def panels_for(user: User) -> list[Panel]:
    """The panels of every app for this person, alarms first."""
    found = [panel for make in panels if (panel := make(user)) is not None]
    return sorted(found, key=lambda panel: not panel.alarm)
