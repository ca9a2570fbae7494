"""Where a deadline leads. Each app above adds its prefix in `AppConfig.ready()` (design §2: hooks, no imports)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from accounts.models import User
from cases.models import Deadline


class Place(NamedTuple):
    """What a deadline came from: the numbers of `Deadline.origin`, "kind:id:cycle"."""

    kind: str
    number: int
    cycle: int | None


# prefix of `Deadline.origin` → function from the id in it to a URL
links: dict[str, Callable[[int], str]] = {}

# Where the duty is being done already: what was opened for one cycle, of those this person may see. Each is
# asked once for a whole list, with the places of its prefix; a place it does not answer keeps the link above.
nearer: dict[str, Callable[[User, Collection[Place]], Mapping[Place, str]]] = {}


def place_of(deadline: Deadline) -> Place | None:
    """The origin in its parts; None when it is not of that form."""
    prefix, _, rest = deadline.origin.partition(":")
    number, _, cycle = rest.partition(":")
    if not number.isdigit():
        return None
    return Place(prefix, int(number), int(cycle) if cycle.isdigit() else None)


def urls_of(deadlines: Sequence[Deadline], user: User) -> dict[int, str]:
    """By the deadline's id, the page where `user` does the duty: what is open for it already, else what it
    came from, else the case. At most one query for each prefix that has something nearer."""
    places = {deadline.pk: place_of(deadline) for deadline in deadlines}
    found: dict[Place, str] = {}
    for prefix, look in nearer.items():
        if wanted := {place for place in places.values() if place is not None and place.kind == prefix}:
            found |= look(user, wanted)
    return {deadline.pk: _url(deadline, places[deadline.pk], found) for deadline in deadlines}


def url_of(deadline: Deadline, user: User) -> str:
    """The same for one deadline."""
    return urls_of([deadline], user)[deadline.pk]


def _url(deadline: Deadline, place: Place | None, found: Mapping[Place, str]) -> str:
    if place is not None and place in found:
        return found[place]
    if place is not None and place.kind in links:
        return links[place.kind](place.number)
    return deadline.case.get_absolute_url()
