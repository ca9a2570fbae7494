"""What carries a mandate out: services and reports tell it here (design §2: hooks, no imports).

Each source cuts what it tells by what the person may see, and tells the gate with `saw`.
"""

from collections.abc import Callable

from accounts.models import User
from cases.panels import Row
from courts.models import Mandate

sources: list[Callable[[Mandate, User], list[Row]]] = []


def coverage(mandate: Mandate, user: User) -> list[Row]:
    """Every enrolment and report under this mandate that `user` may see."""
    return [row for source in sources for row in source(mandate, user)]
