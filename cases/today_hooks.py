"""What the apps above add to *Oggi*: they append here in `AppConfig.ready()`.

A function that shows something of a case goes through the gate and tells it with `saw`.
"""

from collections.abc import Callable

from accounts.models import User
from cases.panels import Panel, Row

__all__ = ["Panel", "Row", "panels", "panels_for"]

# None: nothing to say to this person. A panel without rows shows its empty text. Panels read in one go come together.
panels: list[Callable[[User], Panel | list[Panel] | None]] = []


def panels_for(user: User) -> list[Panel]:
    """The panels of every app for this person, alarms first."""
    found: list[Panel] = []
    for make in panels:
        made = make(user) or []
        found += made if isinstance(made, list) else [made]
    return sorted(found, key=lambda panel: not panel.alarm)
