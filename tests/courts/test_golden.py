"""Golden cases of the law: each test is one, with its source. The vectors of terms are in `test_terms.py`."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from cases.models import Case, Deadline
from courts.actions.ages import keep_age_deadlines
from courts.actions.deadlines import keep_deadlines
from courts.actions.entrustment import ActData, name_responsible
from courts.actions.extensions import decide_extension, request_extension
from courts.actions.mandates import MandateData, give_mandate
from courts.actions.superseding import supersede_mandates
from courts.enums import Act, ActHolder, MandateKind, MandateState, OrderKind
from courts.models import Mandate, Order
from tests.conftest import World
from tests.factories.courts import OrderFactory

pytestmark = pytest.mark.django_db
K = MandateKind


def order_of(
    world: World, *, decided_on: date, received_on: date, kind=OrderKind.DECRETO_DEFINITIVO
) -> Order:
    cases = [world.case, world.sibling]
    return OrderFactory(
        cases=cases, kind=kind, decided_on=decided_on, deposited_on=None, received_on=received_on
    )


def give(world: World, order: Order, kind: str, **fields) -> Mandate:
    data = MandateData(
        kind=kind, task_text="Come in motivazione.", cases=[world.case, world.sibling], **fields
    )
    return give_mandate(order=order, data=data, by=world.owner)


def dues(mandate: Mandate, case: Case) -> list[date]:
    rows = Deadline.objects.filter(case=case, origin__startswith=f"mandate:{mandate.pk}:")
    return list(rows.order_by("due_on").values_list("due_on", flat=True))


def test_entrustment_of_24_months_with_two_extensions(world) -> None:
    """L. 184/1983 art. 5-bis: 24 months at most, a report every 6, a responsible person in 15 days.
    Art. 154 c.p.c.: each extension before expiry, not longer than the term; the second on serious grounds."""
    with time_machine.travel(date(2026, 1, 12), tick=False):
        order = order_of(world, decided_on=date(2026, 1, 7), received_on=date(2026, 1, 12))
        with pytest.raises(ValidationError):
            give(world, order, K.AFFIDAMENTO_SERVIZIO, every_months=6, ends_on=date(2028, 1, 13))
        acts = [ActData(act=Act.SCUOLA, holder=ActHolder.SERVIZIO)]
        mandate = give(
            world, order, K.AFFIDAMENTO_SERVIZIO, every_months=6, ends_on=date(2028, 1, 12), acts=acts
        )
        named = Deadline.objects.get(case=world.case, origin=f"named:{mandate.pk}:1")
        assert named.due_on == date(2026, 1, 27)
        name_responsible(
            mandate=mandate, responsible=world.coordinator, named_on=date(2026, 1, 12), by=world.owner
        )
    grounds = {"cycle": 1, "reason": "Perizia in corso.", "mandate": mandate, "by": world.owner}
    with time_machine.travel(date(2026, 7, 1), tick=False):
        keep_deadlines()
        assert dues(mandate, world.case) == [date(2026, 7, 13), date(2027, 1, 12)]
        first = request_extension(
            requested_on=date(2026, 7, 1), requested_until=date(2026, 10, 13), **grounds
        )
        decide_extension(extension=first, granted=True, by=world.owner)
    with time_machine.travel(date(2026, 10, 5), tick=False):
        again = {"requested_on": date(2026, 10, 5), "requested_until": date(2026, 12, 1)}
        with pytest.raises(ValidationError):
            request_extension(**again, **grounds)
        second = request_extension(serious=True, **again, **grounds)
        decide_extension(extension=second, granted=True, by=world.owner)
    row = Deadline.objects.get(case=world.sibling, origin=mandate.origin(1))
    assert (row.due_on, row.original_due_on) == (date(2026, 12, 1), date(2026, 7, 13))
    with time_machine.travel(date(2026, 12, 2), tick=False), pytest.raises(ValidationError) as late:
        request_extension(
            requested_on=date(2026, 12, 2), requested_until=date(2026, 12, 20), serious=True, **grounds
        )
    assert "nota sul ritardo" in late.value.message_dict["requested_on"][0]
    keep_deadlines(today=date(2028, 1, 1))  # the other reports stand where they were; none after the end
    others = [date(2026, 12, 1), date(2027, 1, 12), date(2027, 7, 12), date(2028, 1, 12)]
    assert dues(mandate, world.case) == others


def test_revocation_of_one_of_five_mandates(world) -> None:
    """Art. 473-bis.27 c.p.c.: each task stands by itself; the other four go on."""
    with time_machine.travel(date(2026, 3, 2), tick=False):
        order = order_of(world, decided_on=date(2026, 2, 20), received_on=date(2026, 3, 2))
        kinds = [K.INDAGINE_SOCIALE, K.ADM, K.INCONTRI_PROTETTI, K.VALUTAZIONE_GENITORIALE, K.AGGIORNAMENTO]
        five = [give(world, order, kind, every_months=4) for kind in kinds]
    with time_machine.travel(date(2026, 5, 4), tick=False):
        later = order_of(
            world, decided_on=date(2026, 4, 29), received_on=date(2026, 5, 4), kind=OrderKind.REVOCA_MODIFICA
        )
        supersede_mandates(order=later, mandates=[five[2]], outcome="revocato", by=world.owner)
        keep_deadlines()
    states = list(Mandate.objects.order_by("pk").values_list("state", flat=True))
    active = MandateState.ATTIVO
    assert states == [active, active, MandateState.REVOCATO, active, active]
    owed = Deadline.objects.open().filter(origin__startswith="mandate:")
    going_on = [five[n] for n in (0, 1, 3, 4)]
    assert set(owed.values_list("origin", flat=True)) == {m.origin(n) for m in going_on for n in (1, 2)}
    assert owed.count() == 16  # each for both children


def test_siblings_with_one_order_and_different_ages(world) -> None:
    """Art. 473-bis.4 and .8 c.p.c., art. 2 c.c.: one report for both, each birthday for its own child."""
    for case, born in ((world.case, date(2012, 6, 20)), (world.sibling, date(2008, 8, 2))):
        case.person.birth_date = born
        case.person.save()
    with time_machine.travel(date(2026, 3, 2), tick=False):
        order = order_of(world, decided_on=date(2026, 2, 20), received_on=date(2026, 3, 2))
        mandate = give(world, order, K.INDAGINE_PSICOSOCIALE, first_term_amount=90)
        keep_age_deadlines()
    assert dues(mandate, world.case) == dues(mandate, world.sibling) == [date(2026, 6, 1)]
    ages = Deadline.objects.filter(origin__startswith="age:").order_by("due_on")
    assert list(ages.values_list("case", "due_on", "title")) == [
        (world.sibling.pk, date(2026, 5, 2), "17 anni e 9 mesi: ultima chiamata per il prosieguo"),
        (world.case.pk, date(2026, 6, 20), "Compie 14 anni: può chiedere un curatore speciale"),
        (world.sibling.pk, date(2026, 8, 2), "Compie 18 anni: chiudere o proseguire"),  # a Sunday: no rolling
    ]


def test_vigilance_gives_the_service_no_decision(world) -> None:
    """Cass. 32290/2023: vigilance and support neither limits the parents nor gives acts to the service."""
    with time_machine.travel(date(2026, 3, 2), tick=False):
        order = order_of(world, decided_on=date(2026, 2, 20), received_on=date(2026, 3, 2))
        acts = [ActData(act=Act.SALUTE, holder=ActHolder.SERVIZIO)]
        with pytest.raises(ValidationError, match="32290/2023"):
            give(world, order, K.VIGILANZA_SUPPORTO, every_months=6, acts=acts)
        assert give(world, order, K.VIGILANZA_SUPPORTO, every_months=6).ends_on is None
