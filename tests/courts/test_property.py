"""No sequence of allowed steps leaves an active mandate with nothing owed and no reason said."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.actions.deadlines import fulfil_deadlines
from courts.actions.closing_duties import closes_by_note, finish_duty
from courts.actions.completion import close_if_done
from courts.actions.deadlines import keep_deadlines
from courts.actions.entrustment import name_responsible
from courts.actions.extensions import decide_extension, extendable_cycles, latest_extension, request_extension
from courts.actions.mandates import STEPS, move_mandate
from courts.actions.own_duties import deadlines_of, keep_own_duties, open_own_duties
from courts.actions.superseding import supersede_mandates
from courts.enums import ExtensionState, MandateKind, MandateState, OrderKind
from courts.models import Mandate
from tests.conftest import World
from tests.factories.courts import MandateFactory, OrderFactory

pytestmark = pytest.mark.django_db
START = date(2026, 1, 12)
KINDS = [
    {"kind": MandateKind.INDAGINE_SOCIALE, "first_term_amount": 60},
    {"kind": MandateKind.AGGIORNAMENTO, "first_term_amount": None, "every_months": 12},
    {
        "kind": MandateKind.AFFIDAMENTO_SERVIZIO,
        "first_term_amount": 60,
        "every_months": 6,
        "ends_on": date(2026, 12, 31),
    },
    {"kind": MandateKind.AFFIDAMENTO_FAMILIARE, "first_term_amount": 30, "ends_on": date(2026, 9, 12)},
    {"kind": MandateKind.ADM, "first_term_amount": None, "no_term_reason": "Il decreto non ne fissa."},
]


class Life:
    """One mandate and its day."""

    def __init__(self, world: World, fields: dict[str, object]) -> None:
        self.world, self.day = world, START
        self.mandate = MandateFactory(cases=[world.case], starts_on=START, **fields)
        keep_deadlines(mandate_id=self.mandate.pk, today=START)
        open_own_duties(mandate=self.mandate)

    def now(self) -> Mandate:
        return Mandate.objects.get(pk=self.mandate.pk)

    def step(self, name: str) -> None:
        move_mandate(mandate=self.mandate, step=name, reason="Per prova", by=self.world.owner)

    def supersede(self) -> None:
        dates = {"decided_on": self.day, "deposited_on": None, "received_on": self.day}
        order = OrderFactory(cases=[self.world.case], kind=OrderKind.REVOCA_MODIFICA, **dates)
        supersede_mandates(order=order, mandates=[self.mandate], outcome="superato", by=self.world.owner)

    def ask(self) -> None:
        for n, due_on in list(extendable_cycles(self.mandate).items())[:1]:
            request_extension(
                mandate=self.mandate,
                cycle=n,
                requested_on=self.day,
                requested_until=latest_extension(self.mandate, n, due_on),
                reason="Per prova",
                serious=True,
                by=self.world.owner,
            )

    def decide(self, granted: bool) -> None:
        for extension in self.mandate.extensions.filter(state=ExtensionState.RICHIESTA):
            decide_extension(extension=extension, granted=granted, by=self.world.owner)

    def deliver(self) -> None:
        """A report reaches the court, as `reports` says it."""
        rows = deadlines_of(self.mandate).filter(origin__startswith="mandate:", state="aperta")
        if first := rows.order_by("due_on").first():
            fulfil_deadlines(origin=first.origin, proof="Consegnata")
            close_if_done(mandate=self.mandate, reason="Consegnata")

    def do_own_duty(self) -> None:
        if self.mandate.kind == MandateKind.AFFIDAMENTO_SERVIZIO:
            owner = self.world.owner
            name_responsible(mandate=self.mandate, responsible=owner, named_on=self.day, by=owner)
        for duty in deadlines_of(self.mandate).filter(state="aperta"):
            if closes_by_note(duty):
                finish_duty(deadline=duty, done_on=self.day, note="Fatto", by=self.world.owner)

    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)

    def sweep(self) -> None:
        keep_deadlines(today=self.day)
        keep_own_duties()

    def check(self, trail: list[str]) -> None:
        found = self.now()
        if found.state == MandateState.ATTIVO:
            owed = deadlines_of(found).filter(state="aperta").exists()
            assert owed or found.no_term_reason or found.state_reason, trail


ACTS: dict[str, Callable[[Life], None]] = {
    **{name: lambda life, name=name: life.step(name) for name in STEPS},
    "supersede": Life.supersede,
    "ask": Life.ask,
    "grant": lambda life: life.decide(True),
    "deny": lambda life: life.decide(False),
    "deliver": Life.deliver,
    "own duty": Life.do_own_duty,
    "sweep": Life.sweep,
    **{f"wait {days}": lambda life, days=days: life.wait(days) for days in (3, 40, 200)},
}
# Most lives go on: what ends them is tried last.
GOING_ON = ["suspend", "resume", "ask", "grant", "deny", "deliver", "deliver", "own duty", "sweep"]
WAITS = [name for name in ACTS if name.startswith("wait")]
ENDS = ["fulfil", "revoke", "give_up", "supersede", "sweep"]


def test_no_life_of_a_mandate_ends_in_silence(world) -> None:
    @settings(max_examples=25)
    @given(
        st.sampled_from(KINDS),
        st.lists(st.sampled_from([*GOING_ON, *WAITS]), min_size=3, max_size=8),
        st.sampled_from(ENDS),
    )
    def lives(fields: dict[str, object], steps: list[str], end: str) -> None:
        with transaction.atomic(), time_machine.travel(START, tick=False) as clock:
            life, trail = Life(world, fields), [str(fields["kind"])]
            for name in [*steps, end]:
                trail.append(name)
                clock.move_to(life.day)
                try:
                    with transaction.atomic():
                        ACTS[name](life)
                except ValidationError:
                    trail[-1] += " (refused)"
                life.check(trail)
            transaction.set_rollback(True)

    lives()
