"""The sweep that tells people of what falls due. It looks at states, not at dates: no pause loses a rung."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone

from cases.actions.standstill import note_standstill
from cases.ladder import Ladder, ladder_in_use
from cases.models import Deadline, Reminder, SweepRun
from cases.ownership import Charge, Staff, audience, charges_of, staff_on
from cases.watchdog import SWEEP

BATCH = 500

Told = tuple[int, int, int, date]  # deadline, person, rung, due date


def remind(*, now: datetime | None = None) -> SweepRun:
    """Tell, for every open deadline, the latest rung it has reached to those of today's audience who do not
    know of it yet, and write the run into the ledger.

    Safe to run twice, at once and after any pause: the database holds one row per deadline, person, rung
    and due date. A run that dies half-way stays unfinished in the ledger; the next one does the rest.
    """
    moment = now or timezone.now()
    began = monotonic()
    day = timezone.localdate(moment)
    run = _start(moment)
    ladder, staff = ladder_in_use(), staff_on(day)
    for charges in _batches(ladder, day):
        run.seen += len(charges)
        run.made += _tell(charges, ladder, staff, moment)
    run.finished_at = moment + timedelta(seconds=monotonic() - began)
    run.save(update_fields=["seen", "made", "finished_at"])
    return run


@transaction.atomic
def _start(moment: datetime) -> SweepRun:
    note_standstill(until=moment)
    return SweepRun.objects.create(name=SWEEP, started_at=moment)


def _batches(ladder: Ladder, day: date) -> Iterator[list[Charge]]:
    """The open deadlines within reach of the ladder, by id. Three queries for each batch."""
    horizon = ladder.horizon(day)
    if horizon is None:
        return
    rows = Deadline.objects.open().due_by(horizon).order_by("pk")
    last = 0
    while charges := charges_of(rows.filter(pk__gt=last)[:BATCH], day):
        yield charges
        if len(charges) < BATCH:
            return
        last = charges[-1].pk


@transaction.atomic
def _tell(charges: list[Charge], ladder: Ladder, staff: Staff, moment: datetime) -> int:
    wanted = set(_wanted(charges, ladder, staff, timezone.localdate(moment)))
    known = Reminder.objects.filter(
        deadline__in={told[0] for told in wanted}, step__in={told[2] for told in wanted}
    )
    missing = sorted(wanted - set(known.values_list("deadline", "user", "step", "due_on")))
    Reminder.objects.bulk_create(
        [
            Reminder(deadline_id=deadline, user_id=user, step=step, due_on=due_on, created_at=moment)
            for deadline, user, step, due_on in missing
        ],
        ignore_conflicts=True,  # another sweep may be telling the same
    )
    return len(missing)


def _wanted(charges: list[Charge], ladder: Ladder, staff: Staff, day: date) -> Iterator[Told]:
    for charge in charges:
        rung = ladder.reached(charge.due_on, day)
        if rung is not None:
            for user in audience(charge, staff, rung.audience):
                yield charge.pk, user, rung.days_before, charge.due_on
