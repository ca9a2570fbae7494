"""What the people of the demo have planned, and who of them is away."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.actions import record_absence
from cases.actions.agenda import plan_appointment
from cases.enums import EntryKind
from config.demo.families import CLOSED, Family
from config.demo.people import People

# Days from today, hour, kind, place, with whom: one after the other over the families at work.
PLANS = (
    (1, 15, EntryKind.VISITA_DOMICILIARE, "Casa del nucleo", "Madre e minori"),
    (2, 10, EntryKind.COLLOQUIO, "Sede del servizio, stanza 2", "Padre"),
    (3, 9, EntryKind.RIUNIONE_RETE, "Sede del servizio, sala riunioni", "Scuola, consultorio, educatrice"),
    (6, 11, EntryKind.OSSERVAZIONE_SCUOLA, "Scuola", "Insegnanti di classe"),
    (9, 16, EntryKind.VISITA_DOMICILIARE, "Casa dei nonni", "Nonni e minori"),
)
FRIDAY = 4  # as `date.weekday` counts
EVERY = 4  # one family in so many has something planned
AWAY = ("educatrice", 12, 16)  # whose absence is known, from and to so many days from today


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend: schools and courts are shut."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day


def plan_agendas(families: list[Family], people: People, today: date) -> int:
    """Visits and talks of the next days, siblings together, and one absence. Returns how many were planned."""
    at_work = [family for family in families if family.stage != CLOSED and family.cases][::EVERY]
    for number, family in enumerate(at_work):
        days, hour, kind, place, participants = PLANS[number % len(PLANS)]
        day = working_day(today + timedelta(days=days))
        moment = timezone.make_aware(datetime.combine(day, time(hour, 30)))
        plan_appointment(
            cases=family.cases,
            by=family.worker,
            kind=kind,
            starts_at=moment,
            operators=[family.worker],
            place=place,
            participants=participants,
        )
    name, first, last = AWAY
    person = people.users[name]
    record_absence(
        user=person,
        starts_on=today + timedelta(days=first),
        ends_on=today + timedelta(days=last),
        by=person,
        today=today,
    )
    return len(at_work)
