"""The *Cronologia* of a case: events of every kind in one line of time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.dates import MONTHS
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from cases.chronology_hooks import Event, Kind, kinds
from cases.models import Case

PAGE_SIZE = 2000


@dataclass(frozen=True)
class Month:
    """A month with what happened in it, drawn."""

    title: str
    anchor: str
    items: SafeString


@dataclass(frozen=True)
class Chronology:
    """One page of it: the months, how many events there are in all, and whether some lie further back."""

    months: list[Month]
    count: int
    first: int
    last: int

    @property
    def more(self) -> bool:
        return self.last < self.count


def every_kind() -> dict[str, Kind]:
    """All there are, in the order of their names on the page."""
    return dict(kinds)


def events_of(
    user: User,
    case: Case,
    *,
    chosen: Collection[str] = (),
    start: date | None = None,
    end: date | None = None,
) -> list[tuple[str, Event]]:
    """The events of a case, already got from the gate, with their kinds: the latest first. All kinds for none."""
    found = [
        (label, event)
        for name, kind in kinds.items()
        if not chosen or name in chosen
        for label in [kind.label]
        for event in kind.events(user, case)
        if (start is None or event.day >= start) and (end is None or event.day <= end)
    ]
    found.sort(key=_moment, reverse=True)
    return found


def _moment(found: tuple[str, Event]) -> tuple[int, int, str, str]:
    """The day, then the minute of it; what has no hour stands at its beginning. What falls together keeps
    one order at every look: the database promises none.
    """
    event = found[1]
    at = event.at
    return event.day.toordinal(), at.hour * 60 + at.minute if at else -1, event.title, event.note


def page_of_events(found: list[tuple[str, Event]], page: int) -> Chronology:
    """The page with this number, from 1 on, drawn by month; the first one for a number there is not."""
    first = (page - 1) * PAGE_SIZE
    if not 0 <= first < len(found):
        first = 0
    shown = found[first : first + PAGE_SIZE]
    return Chronology(list(_months(shown)), len(found), first + 1 if shown else 0, first + len(shown))


def _months(shown: list[tuple[str, Event]]) -> Iterator[Month]:
    names = {number: str(name).lower() for number, name in MONTHS.items()}
    for (year, month), events in groupby(shown, lambda found: (found[1].day.year, found[1].day.month)):
        items = mark_safe("".join(_drawn(label, event, names) for label, event in events))
        yield Month(f"{names[month].capitalize()} {year}", f"m-{year}-{month:02d}", items)


def _drawn(label: str, event: Event, names: dict[int, str]) -> str:
    """One item. Drawn here and not by a template: a page has up to two thousand of them."""
    day, at = event.day, event.at
    tone = f" timeline-item--{event.tone}" if event.tone else ""
    note = f"<p>{escape(event.note)}</p>" if event.note else ""
    return (
        f'<li class="timeline-item{tone}"><p class="timeline-when"><time datetime="{_stamp(day, at)}">{day.day} '
        f"{names[day.month]} {day.year}{f', {at:%H:%M}' if at else ''}</time> · {escape(label)}</p>"
        f'<div class="timeline-what"><h3><a href="{escape(event.url)}">{escape(event.title)}</a></h3>{note}</div></li>'
    )


def _stamp(day: date, at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at else day.isoformat()
