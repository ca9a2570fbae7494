"""What had to be told, said from the notes of a rehearsal alone, against what the product wrote.

On purpose it shares no rule with the product: days are compared one by one and people looked up one by one.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from courts.rehearsal.bell_oracle import BellOracle, HourStep, Rang
from courts.rehearsal.script import Child, Due, Duty, Script

# Holidays move a due date by a few days at most (Christmas: from the 24th to the 28th at worst).
SLACK = timedelta(days=6)
# A mail may wait for the morning after, for the mail server, or for the reader to be back: after so many
# days on which the clock ran and the reader worked it is no wait but a loss.
MAIL_PATIENCE_DAYS = 5

Step = tuple[int, str]  # days before, audience
Told = tuple[int, int, int, date, date]  # deadline, person, rung, due date then, day of the telling


@dataclass(frozen=True)
class Written:
    """What the product left in its tables."""

    told: Sequence[Told]
    undelivered: Sequence[tuple[int, date]]  # reader and day of reminders whose mail has not left
    open: frozenset[int]  # deadlines still open
    standstills: int  # that letters were written about
    rang: Sequence[Rang] = ()
    unlisted: int = 0  # hearings that are not in the agenda of who is responsible for a child


@dataclass(frozen=True)
class Figures:
    """The result of a rehearsal. Everything from `missed` on must be zero."""

    mandates: int
    deadlines: int
    fulfilled: int
    hearings: int
    urgent: int  # deadlines counted in hours
    reminders: int
    rings: int  # reminders of the bell
    mails: int
    live_days: int
    stops: int
    orphans: int  # deadlines that, on some day, nobody of the unit could answer for: the ente was alarmed
    missed: int  # a rung not told, to somebody of its audience, by the end of the first live day after it
    doubled: int  # told twice, or two mails on one day
    misplaced: int  # told to the wrong person or at the wrong rung: a flood after a pause, for one
    unopened: int  # reports asked for by a mandate that no deadline stands for
    unowned: int  # open, not reminded of, and on nobody's list
    undelivered: int  # mails that never left
    unsaid: int  # standstills nobody was written about
    unlisted: int  # hearings on nobody's agenda
    disagreeing: int  # open in the tables and fulfilled in the notes, or the other way round

    @property
    def faults(self) -> int:
        values = asdict(self)
        return sum(values[name] for name in FAULTS)


FAULTS = (
    "missed",
    "doubled",
    "misplaced",
    "unopened",
    "unowned",
    "undelivered",
    "unsaid",
    "unlisted",
    "disagreeing",
)


class Oracle:
    """Judges one rehearsal."""

    def __init__(self, script: Script, ladder: Iterable[Step], hours: Iterable[HourStep] = ()) -> None:
        self.script = script
        self.ladder = sorted(ladder)  # the lowest step first: the latest to be reached
        self.live = set(script.live)
        self.bell = BellOracle(script, hours, self._hourly_audience)
        self.reach = timedelta(days=max((days for days, _ in self.ladder), default=0))

    def judge(self, written: Written) -> Figures:
        """Compare every live day of every deadline with what was written."""
        dues = self.script.dues.values()
        bell = self.bell.judge(written.rang)
        told_by = self._told_by(written.told)
        missed: set[tuple[int, int, int]] = set()
        orphans: set[int] = set()
        for due in dues:
            for day in self._live_days(due):
                step, people = self._wanted(due, day)
                if self.script.administrator in people:
                    orphans.add(due.pk)
                missed |= {
                    (due.pk, person, step)
                    for person in people
                    if told_by.get((due.pk, person, step), date.max) > day
                }
        return Figures(
            mandates=len(self.script.duties),
            deadlines=len(dues),
            fulfilled=sum(due.closed is not None for due in dues),
            hearings=len(self.script.hearings),
            urgent=sum(due.due_at is not None for due in dues),
            reminders=len(written.told),
            rings=len(written.rang),
            mails=sum(self.script.mails.values()) + sum(self.script.urgent_mails.values()),
            live_days=len(self.script.live),
            stops=self.script.stops,
            orphans=len(orphans),
            missed=len(missed) + bell.missed,
            doubled=self._doubled(written.told) + bell.doubled,
            misplaced=sum(not self._in_place(told) for told in written.told) + bell.misplaced,
            unopened=sum(1 for _ in self._unopened()),
            unowned=self._unowned({told[0] for told in written.told}),
            undelivered=sum(self._lost(*mail) for mail in written.undelivered) + bell.undelivered,
            unlisted=written.unlisted,
            unsaid=max(0, self.script.stops - written.standstills),
            disagreeing=sum((due.closed is None) != (due.pk in written.open) for due in dues),
        )

    # --- What had to be told ----------------------------------------------------------------------------
    def _live_days(self, due: Due) -> Iterator[date]:
        """The days on which the clock ran, the deadline was open, and the ladder was reached."""
        first = max(due.born, due.due_on - self.reach)
        return (day for day in self.script.live if day >= first and (due.closed is None or day < due.closed))

    def _wanted(self, due: Due, day: date) -> tuple[int, set[int]]:
        left = (due.due_on - day).days
        step, audience = next(pair for pair in self.ladder if pair[0] >= left)
        return step, self._audience(due, audience, day)

    def _hourly_audience(self, due: Due, audience: str, moment: datetime) -> set[int]:
        return self._audience(due, audience, timezone.localdate(moment))

    def _audience(self, due: Due, audience: str, day: date) -> set[int]:
        child = self.script.children[due.case]
        people = self._answer(due, child, day)
        if audience in ("leads", "all"):
            people |= self._leads(child, "coordinatore", day)
        if audience == "all":
            people |= self._leads(child, "responsabile", day)
        return people or {self.script.administrator}

    def _answer(self, due: Due, child: Child, day: date) -> set[int]:
        for person in (due.owner, child.responsible_on(day)):
            if person is not None and self.script.people[person].works(day):
                return {person}
        return self._leads(child, "coordinatore", day) or self._leads(child, "responsabile", day)

    def _leads(self, child: Child, role: str, day: date) -> set[int]:
        if child.restricted:
            return set()
        return {person.pk for person in self.script.by_unit[child.unit, role] if person.works(day)}

    # --- What was told ----------------------------------------------------------------------------------
    def _told_by(self, told: Iterable[Told]) -> dict[tuple[int, int, int], date]:
        """When each was first told, of the day the deadline has."""
        first: dict[tuple[int, int, int], date] = {}
        for deadline, person, step, due_on, day in told:
            if due_on == self.script.dues[deadline].due_on:
                key = (deadline, person, step)
                first[key] = min(day, first.get(key, day))
        return first

    def _in_place(self, told: Told) -> bool:
        deadline, person, step, due_on, day = told
        due = self.script.dues[deadline]
        closed = due.closed is not None and day >= due.closed
        first = max(due.born, due.due_on - self.reach)
        if due_on != due.due_on or closed or day < first or day not in self.live:
            return False
        wanted, people = self._wanted(due, day)
        return step == wanted and person in people

    def _doubled(self, told: Iterable[Told]) -> int:
        times = Counter((deadline, person, step, due_on) for deadline, person, step, due_on, _ in told)
        return sum(count - 1 for count in [*times.values(), *self.script.mails.values()])

    def _lost(self, person: int, day: date) -> bool:
        known = self.script.people.get(person)  # the administrator is always there
        later = (live for live in self.script.live if live > day)
        return sum(known is None or known.works(live) for live in later) > MAIL_PATIENCE_DAYS

    # --- Whether every duty stands somewhere ------------------------------------------------------------
    def _unopened(self) -> Iterator[tuple[int, date]]:
        days: defaultdict[tuple[int, int], list[date]] = defaultdict(list)
        for due in self.script.dues.values():
            if due.mandate is not None:
                days[due.mandate, due.case].append(due.due_on)
        for duty in self.script.duties:
            for nominal in self._nominal_days(duty):
                for child in duty.children:
                    if not any(abs(day - nominal) <= SLACK for day in days[duty.pk, child]):
                        yield child, nominal

    def _nominal_days(self, duty: Duty) -> Iterator[date]:
        """The days, up to the last live one, on which a report is asked for, before holidays move them."""
        last = min(self.script.live[-1], duty.ends_on or date.max)
        first = duty.starts_on + timedelta(days=duty.first_days) if duty.first_days else None
        if first is not None and first <= last:
            yield first
        day, number = duty.starts_on, 1
        while (
            duty.every_months and (day := _months_after(duty.starts_on, duty.every_months * number)) <= last
        ):
            # A period that ends with the first report, or before it, asks for none of its own.
            if first is None or day > first + SLACK:
                yield day
            number += 1

    def _unowned(self, reminded: set[int]) -> int:
        day = self.script.live[-1]
        return sum(
            not (self._answer(due, self.script.children[due.case], day) or self.script.administrator)
            for due in self.script.dues.values()
            if due.closed is None and due.pk not in reminded
        )


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
