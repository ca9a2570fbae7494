"""Who else must know that a report of a mandate is due on another day (design §2: hooks, no imports)."""

from collections.abc import Callable
from datetime import date

from courts.models import Mandate

# Each takes the mandate, the number of its cycle (None: the end of a juvenile project), and the day it is due now.
followers: list[Callable[[Mandate, int | None, date], None]] = []
