"""What falls in a stretch of days, cut by the gate: deadlines, appointments, and what other apps add."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases import agenda_hooks
from cases.agenda_hooks import Day, Item, ItemKind, Span
from cases.duties import grouped, in_sight
from cases.enums import DeadlineState
from cases.models import Appointment, Case, Deadline
from cases.panels import Panel, Row
from cases.period import day_after, day_start
from cases.permissions import saw, within_sight

MOST = 12


def items_of(user: User, span: Span) -> list[Item]:
    """Everything `user` has in these days, in order. A constant number of queries."""
    return sorted(
        (item for source in agenda_hooks.sources for item in source(user, span)), key=lambda item: item.order
    )


def days_of(span: Span, items: Iterable[Item]) -> list[Day]:
    """Every day of the span, the empty ones too."""
    length = (span.end - span.first).days
    days = {day: Day(day) for day in (span.first + timedelta(days=n) for n in range(length))}
    for item in items:
        days[item.day].items.append(item)
    return list(days.values())


def deadlines(user: User, span: Span) -> Iterator[Item]:
    """Deadlines that are not cancelled; siblings under one duty are one line."""
    rows = Deadline.objects.filter(due_on__gte=span.first, due_on__lt=span.end)
    rows = rows.exclude(state=DeadlineState.CANCELLED)
    units = span.units
    chosen = rows.filter(case__unit__in=units) if units else rows.owned_by(user, timezone.localdate())
    for duty in grouped(in_sight(chosen, user), user):
        yield Item(
            kind=ItemKind.DEADLINE,
            uid=f"scadenza-{duty.pk}",
            word="Scadenza",
            title=duty.title,
            day=duty.due_on,
            at=duty.due_at,
            url=duty.url,
            cases=duty.cases,
            done=not duty.is_open,
            duty=duty,
        )


def appointments(user: User, span: Span) -> list[Item]:
    """Appointments that were not called off; siblings seen together are one line."""
    rows = Appointment.objects.filter(
        starts_at__gte=day_start(span.first), starts_at__lt=day_start(span.end), cancelled_at=None
    )
    units = span.units
    return grouped_appointments(
        rows.filter(case__unit__in=units) if units else rows.filter(operators=user), user
    )


def waiting_for_words(user: User, until: datetime) -> list[Item]:
    """Appointments of `user` up to a moment that have neither an entry in the diary nor been called off."""
    return grouped_appointments(
        Appointment.objects.planned().filter(operators=user, starts_at__lt=until), user
    )


def of_today(user: User) -> Panel | None:
    """What *Oggi* says: the appointments of the day, and those that were and are not in the diary yet."""
    tomorrow = day_after(timezone.localdate())
    rows = [_row(item) for item in waiting_for_words(user, tomorrow)[:MOST]]
    return (
        Panel("Appuntamenti di oggi e da annotare", rows, url=reverse("cases:agenda"), url_label="Agenda")
        if rows
        else None
    )


def _row(item: Item) -> Row:
    moment = timezone.localtime(item.at)
    late = item.at is not None and item.at < timezone.now()
    when = f"{moment:%H:%M}" if item.day == timezone.localdate() else f"{moment:%d/%m, %H:%M}"
    names = ", ".join(case.person.full_name for case in item.cases)
    return Row(
        label=f"{item.title} · {names}",
        url=item.url,
        note=" · ".join(part for part in (when, item.note) if part),
        badge="Da annotare" if late else "",
        tone="waiting",
    )


def grouped_appointments(rows: QuerySet[Appointment], user: User) -> list[Item]:
    """One line per meeting, of those on cases `user` sees. Tells the gate which cases are shown."""
    found: dict[tuple[UUID, bool, datetime], Item] = {}
    seen = within_sight(rows, user).select_related("case__person").order_by("starts_at", "pk")
    for row in seen:
        key = (row.batch, row.is_planned, row.starts_at)
        item = found.get(key)
        if item is None:
            item = found[key] = _appointment(row)
        item.cases.append(row.case)
    saw(case.pk for item in found.values() for case in item.cases)
    return list(found.values())


def _appointment(row: Appointment) -> Item:
    return Item(
        kind=ItemKind.APPOINTMENT,
        uid=f"appuntamento-{row.pk}",
        word=row.get_kind_display(),
        title=row.get_kind_display(),
        day=timezone.localtime(row.starts_at).date(),
        at=row.starts_at,
        ends_at=row.ends_at,
        url=row.get_absolute_url(),
        cases=[],
        note=" · ".join(part for part in (row.place, row.participants) if part),
        done=row.entry_id is not None,
        appointment=row,
    )


def planned_on(user: User, case_id: int) -> list[Item]:
    """What is planned on one case, the next first."""
    return grouped_appointments(Appointment.objects.planned().filter(case=case_id), user)


def planned_appointment(case: Case, number: str) -> Appointment | None:
    """The planned appointment of a case, already got from the gate, whose id an address or a form gives."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return Appointment.objects.planned().filter(case=case, pk=int(number)).first()
