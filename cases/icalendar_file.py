"""The private calendar as a file (RFC 5545): what kind of thing, which case number, when, a link. No names."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from cases.agenda_hooks import Item, ItemKind
from cases.moments import ROME

# Directive 2000/84/EC: summer time from the last Sunday of March to the last Sunday of October.
# What the clocks on the wall show, as RFC 5545 §3.6.5 wants it: so without an offset.
SPRING, AUTUMN = datetime.fromisoformat("1996-03-31T02:00"), datetime.fromisoformat("1996-10-27T03:00")
CHANGES = (
    (TimezoneDaylight, "CEST", timedelta(hours=1), timedelta(hours=2), SPRING, 3),
    (TimezoneStandard, "CET", timedelta(hours=2), timedelta(hours=1), AUTUMN, 10),
)


def calendar_of(items: Iterable[Item], stamp: datetime) -> bytes:
    """The file for these items. The same items and `stamp` give the same bytes.

    Only `word`, the references of the cases, the moment and the address of an item are used.
    """
    calendar = Calendar()
    calendar.add("PRODID", "-//Bandolo//Agenda//IT")
    calendar.add("VERSION", "2.0")
    calendar.add("X-WR-CALNAME", "Bandolo")
    calendar.add("X-WR-TIMEZONE", ROME.key)
    calendar.add_component(_rome())
    for item in items:
        calendar.add_component(_event(item, stamp))
    return calendar.to_ical()


def _rome() -> Timezone:
    zone = Timezone()
    zone.add("TZID", ROME.key)
    for kind, name, before, after, first, month in CHANGES:
        change = kind()
        change.add("TZNAME", name)
        change.add("TZOFFSETFROM", before)
        change.add("TZOFFSETTO", after)
        change.add("DTSTART", first)
        change.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        zone.add_component(change)
    return zone


def _event(item: Item, stamp: datetime) -> Event:
    event = Event()
    event.add("UID", f"{item.uid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("DTSTAMP", stamp)
    event.add("SUMMARY", _words(item))
    event.add("URL", settings.BASE_URL + item.url)
    event.add("CLASS", "PRIVATE")
    if item.at is None:
        event.add("DTSTART", item.day)
    else:
        event.add("DTSTART", item.at.astimezone(ROME))
        event.add("DTEND", (item.ends_at or item.at).astimezone(ROME))
    # A deadline does not take up the person's day.
    event.add("TRANSP", "TRANSPARENT" if item.kind == ItemKind.DEADLINE else "OPAQUE")
    return event


def _words(item: Item) -> str:
    references = [case.reference for case in item.cases]
    return f"{item.word} · {'fascicolo' if len(references) == 1 else 'fascicoli'} {', '.join(references)}"
