"""Where a deadline leads. Each app above adds its prefix in `AppConfig.ready()` (design §2: hooks, no imports)."""

from collections.abc import Callable

from cases.models import Deadline

# prefix of `Deadline.origin` → function from the id in it to a URL
links: dict[str, Callable[[int], str]] = {}


def url_of(deadline: Deadline) -> str:
    """The page where the duty is done; the case itself when no app claims it."""
    prefix, _, rest = deadline.origin.partition(":")
    number = rest.partition(":")[0]
    if prefix in links and number.isdigit():
        return links[prefix](int(number))
    return deadline.case.get_absolute_url()
