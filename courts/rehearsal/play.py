"""The days of a rehearsal, one after the other. Time passes by telling each action which moment it is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from cases.actions.deadlines import fulfil_deadlines, open_deadline
from cases.actions.digests import send_digests
from cases.actions.reminders import remind
from cases.actions.standstill import send_letters
from cases.actions.team import hand_over
from cases.enums import TeamRole
from cases.models import Case, Deadline
from cases.permissions import visible_cases
from courts.actions.deadlines import keep_deadlines
from courts.enums import MandateKind, OrderKind, TermUnit
from courts.models import Hearing, Mandate, Order, Proceeding
from courts.rehearsal.mailbox import CountingBackend
from courts.rehearsal.script import Due, Duty, Person, Script
from courts.rehearsal.stage import Stage
from courts.rehearsal.urgencies import Urgencies

# Shares: deadlines never fulfilled, deadlines assigned to a coordinator, days with a second round, days
# with the mail server away.
NEVER, ASSIGNED, TWICE, NO_MAIL = 0.1, 0.1, 0.25, 0.05
STOPS_A_YEAR = 12
# The plan of deadlines looks 200 days ahead: in a rehearsal once a week and after each pause is enough.
PLAN_EVERY_DAYS = 7
ANALYSE_EVERY_DAYS = 60

# One removal and one hearing for so many mandates; what has to be prepared is due so long before a hearing.
REMOVALS_EVERY, HEARINGS_EVERY = 12, 5
PREPARED_BEFORE = timedelta(days=15)

Families = dict[int, list[tuple[Proceeding, list[int]]]]


@dataclass(frozen=True)
class Plan:
    """How long and how hard to rehearse."""

    years: float
    mandates: int
    seed: int
    dead_days: int

    @property
    def days(self) -> int:
        return max(1, round(self.years * 365))


class Play:
    """One run. Must live inside a transaction that is undone afterwards."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.random = Random(plan.seed)  # noqa: S311 - it must be repeatable
        self.start = timezone.localdate()
        self.script = Script()
        self.post = CountingBackend()
        self.stage = Stage(self.script, self.random, self.start, plan.days)
        # By number of the day: which families get a mandate, a hearing, a removal.
        self.arrivals: Families = {}
        self.hearings: Families = {}
        self.removals: Families = {}
        self.urgencies = Urgencies(self.script, self.random)
        self.fulfilments: dict[date, list[str]] = {}
        self.handovers: dict[date, list[Person]] = {}
        self.by_origin: dict[str, list[Due]] = {}
        self.last_seen = 0

    def run(self) -> Script:
        """Play every day and return the notes."""
        self._prepare()
        self.last_seen = Deadline.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        dead = self._dead_days()
        for number in range(self.plan.days + 1):
            day = self.start + timedelta(days=number)
            if number % ANALYSE_EVERY_DAYS == 0:
                self._analyse()
            self._people_act(number, day)
            if number in dead:
                self._note_new(day)
                self.urgencies.dead_day(day)
            else:
                self._clock_runs(number, day, after_pause=number - 1 in dead)
        self.script.mails, self.script.urgent_mails = self.post.sent, self.post.at_once
        return self.script

    # --- Before the first day ---------------------------------------------------------------------------
    def _prepare(self) -> None:
        self.stage.people(self.plan.mandates)
        families = self.stage.families(max(1, self.plan.mandates // 2))
        last = max(1, int(self.plan.days * 0.8))
        for things, count in (
            (self.arrivals, self.plan.mandates),
            (self.removals, max(2, self.plan.mandates // REMOVALS_EVERY)),
            (self.hearings, max(2, self.plan.mandates // HEARINGS_EVERY)),
        ):
            for _ in range(count):
                things.setdefault(self.random.randrange(last), []).append(self.random.choice(families))
        for person in self.script.people.values():
            if person.left_on is not None:
                later = person.left_on + timedelta(days=self.random.randrange(20))
                self.handovers.setdefault(later, []).append(person)

    def _dead_days(self) -> set[int]:
        """Random stretches; the first and the last day are alive."""
        dead: set[int] = set()
        for _ in range(round(self.plan.years * STOPS_A_YEAR)):
            first = self.random.randrange(1, self.plan.days)
            length = self.random.randrange(1, self.plan.dead_days + 1) if self.plan.dead_days else 0
            dead |= set(range(first, min(first + length, self.plan.days)))
        return self._no_longer_than(dead)

    def _no_longer_than(self, dead: set[int]) -> set[int]:
        """Stretches that touch would be longer than promised."""
        kept: set[int] = set()
        for number in sorted(dead):
            before = range(number - self.plan.dead_days, number)
            if not all(other in kept for other in before):
                kept.add(number)
        return kept

    def _analyse(self) -> None:
        # The planner cannot learn of rows that no transaction has committed.
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE cases_deadline, cases_urgentreminder, cases_reminder, cases_digest, cases_caseaccess"
            )
            cursor.execute("ANALYZE cases_case, cases_teammember, accounts_absence, courts_mandate")

    # --- What people do, whether the clock runs or not --------------------------------------------------
    def _people_act(self, number: int, day: date) -> None:
        gone = [person.pk for person in self.script.people.values() if person.left_on == day]
        User.objects.filter(pk__in=gone).update(is_active=False)
        for person in self.handovers.get(day, []):
            self._hand_over(person, day)
        for proceeding, children in self.arrivals.get(number, []):
            self._mandate(proceeding, children, day)
        for proceeding, children in self.hearings.get(number, []):
            self._hearing(proceeding, children, day)
        for _, children in self.removals.get(number, []):
            self.urgencies.removal(children, day)
        self._note_new(day)
        for origin in self.fulfilments.get(day, []):
            fulfil_deadlines(origin=origin, proof="Ricevuta di consegna di prova", at=_at(day, 6))
            for due in self.by_origin[origin]:
                due.closed = due.closed or day

    def _mandate(self, proceeding: Proceeding, children: list[int], day: date) -> None:
        order = Order.objects.create(
            proceeding=proceeding,
            kind=OrderKind.DECRETO_PROVVISORIO,
            decided_on=day,
            received_on=day,
            storage_key=uuid4(),
            file_sha256="0" * 64,
            registered_by_id=self.script.administrator,
        )
        first, every = self.random.choice(((60, None), (30, 6), (90, 3), (None, 6), (None, 4)))
        months = self.random.choice((None, 12, 18))
        ends_on = day + timedelta(days=30 * months) if months else None
        mandate = Mandate.objects.create(
            order=order,
            kind=MandateKind.INDAGINE_PSICOSOCIALE,
            task_text="Il servizio riferisca.",
            starts_on=day,
            first_term_amount=first,
            first_term_unit=TermUnit.DAYS,
            every_months=every,
            ends_on=ends_on,
            recipient=proceeding.office,
            executor_id=self.script.children[children[0]].unit,
        )
        mandate.cases.set(children)
        self.script.duties.append(Duty(mandate.pk, children, day, first, every, ends_on))
        keep_deadlines(mandate_id=mandate.pk, today=day)

    def _hearing(self, proceeding: Proceeding, children: list[int], day: date) -> None:
        held_on = day + timedelta(days=self.random.randrange(20, 90))
        at = _at(held_on, self.random.randrange(9, 14))
        hearing = Hearing.objects.create(proceeding=proceeding, at=at)
        self.script.hearings.append((hearing.pk, children))
        for child in children:
            open_deadline(
                case=Case(pk=child),
                title="Preparare l'udienza",
                due_on=max(held_on - PREPARED_BEFORE, day),
                origin=hearing.origin(),
                by=None,
            )

    def _hand_over(self, person: Person, day: date) -> None:
        """A coordinator gives the cases of who left to a colleague. On restricted cases nobody can."""
        group = self.script.by_unit[person.unit, Role.OPERATORE]
        present = [other for other in group if other.left_on is None or other.left_on > day]
        lead = self.stage.users[self.script.by_unit[person.unit, Role.COORDINATORE][0].pk]
        for child in self.script.children.values():
            if child.restricted or child.responsible[-1][1] != person.pk or not present:
                continue
            to = self.random.choice(present)
            hand_over(
                case=visible_cases(lead).get(pk=child.pk),
                to=self.stage.users[to.pk],
                role=TeamRole.ASSISTENTE_SOCIALE,
                on=day,
                note="",
                stays=False,
                by=lead,
            )
            child.responsible.append((day, to.pk))

    def _note_new(self, day: date) -> None:
        """Take down the deadlines that came to be, and decide their fate."""
        rows = Deadline.objects.filter(pk__gt=self.last_seen).order_by("pk")
        for pk, case, due_on, due_at, origin in rows.values_list("pk", "case", "due_on", "due_at", "origin"):
            self.last_seen = pk
            kind, number, *_ = origin.split(":")
            mandate = int(number) if kind == "mandate" else None
            due = Due(pk, case, mandate, due_on, born=day, due_at=due_at)
            self.script.dues[pk] = due
            self._assign(due)
            if due_at is not None:
                self.urgencies.note(due, origin)
                continue
            if origin not in self.by_origin:
                self._decide(origin, due_on, day)
            self.by_origin.setdefault(origin, []).append(due)

    def _assign(self, due: Due) -> None:
        child = self.script.children[due.case]
        if child.restricted or self.random.random() > ASSIGNED:
            return
        due.owner = self.random.choice(self.script.by_unit[child.unit, Role.COORDINATORE]).pk
        Deadline.objects.filter(pk=due.pk).update(owner=due.owner)

    def _decide(self, origin: str, due_on: date, day: date) -> None:
        """When the report goes out: mostly in time, sometimes late, now and then never."""
        if self.random.random() < NEVER:
            return
        offset = self.random.choice((*range(-25, 1), *range(-3, 1), *range(1, 25)))
        sent_on = max(due_on + timedelta(days=offset), day + timedelta(days=1))
        self.fulfilments.setdefault(sent_on, []).append(origin)

    # --- The clock --------------------------------------------------------------------------------------
    def _clock_runs(self, number: int, day: date, *, after_pause: bool) -> None:
        self.script.live.append(day)
        self.script.stops += after_pause
        self.post.day, self.post.closed = day, self.random.random() < NO_MAIL
        if after_pause or number % PLAN_EVERY_DAYS == 0:
            keep_deadlines(today=day)
            self._note_new(day)
        self.urgencies.live_day(day, self.post)
        rounds = (6, 9, 15) if self.random.random() < TWICE else (6, 9)
        for hour in rounds:
            moment = _at(day, hour)
            if hour != 9:
                remind(now=moment)
            # At six everybody's quiet hours still last: nothing may leave.
            send_digests(now=moment, connection=self.post)
            send_letters(now=moment, connection=self.post.letters)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 20)))
