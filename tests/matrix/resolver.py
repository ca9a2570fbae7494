"""Every URL pattern of the product, as Django's resolver holds them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Url:
    """One pattern: where it starts, its full name, and the names of what it captures."""

    route: str
    name: str
    captures: frozenset[str]


def all_urls() -> list[Url]:
    """Every pattern there is, included ones in full."""
    return list(_walk(get_resolver(), "", (), frozenset()))


def _walk(
    resolver: URLResolver, route: str, spaces: tuple[str, ...], captures: frozenset[str]
) -> Iterator[Url]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        taken = captures | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield Url(here, ":".join([*spaces, entry.name or ""]), taken)
        else:
            deeper = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, here, deeper, taken)
