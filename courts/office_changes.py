"""Who else must know that a mandate reports to another office (design §2: hooks, no imports)."""

from collections.abc import Callable

from courts.models import Mandate

# Each takes the mandate, whose recipient is the new office already.
followers: list[Callable[[Mandate], None]] = []
