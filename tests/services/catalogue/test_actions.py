from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from services.catalogue import actions
from services.catalogue.enums import EnrolmentOrigin, EnrolmentState
from services.catalogue.models import Enrolment
from tests.factories.courts import MandateFactory
from tests.factories.services import EnrolmentFactory, ServiceKindFactory

S = EnrolmentState
DAY = date(2026, 2, 1)
ALLOWED = {
    S.RICHIESTO: {"activate": S.ATTIVO, "drop": S.RINUNCIATO},
    S.ATTIVO: {"suspend": S.SOSPESO, "conclude": S.CONCLUSO},
    S.SOSPESO: {"activate": S.ATTIVO, "conclude": S.CONCLUSO},
    S.CONCLUSO: {},
    S.RINUNCIATO: {},
}
PAIRS = [(state, move) for state in S for move in actions.MOVES]


def enrolment_in(state, **fields):
    started = None if state in (S.RICHIESTO, S.RINUNCIATO) else date(2026, 1, 15)
    return EnrolmentFactory(state=state, started_on=started, **fields)


def request(world, **fields):
    values = {
        "case": world.case,
        "kind": ServiceKindFactory(slug="spazio_neutro"),
        "origin": EnrolmentOrigin.SERVIZIO_SOCIALE,
        "requested_on": DAY,
        "by": world.owner,
    }
    return actions.request_service(**{**values, **fields})


def test_request_by_order_keeps_its_mandate(world):
    mandate = MandateFactory(cases=[world.case])
    made = request(world, origin=EnrolmentOrigin.PROVVEDIMENTO, mandate=mandate, note="Urgente")
    enrolment = Enrolment.objects.get(pk=made.pk)
    assert (enrolment.case, enrolment.mandate, enrolment.state) == (world.case, mandate, S.RICHIESTO)
    assert (enrolment.requested_on, enrolment.started_on, enrolment.note) == (DAY, None, "Urgente")


def test_request_for_a_service_on_orders_only_refuses_other_origins(world):
    tutela = ServiceKindFactory(slug="tutela")
    tutela.order_required = True
    tutela.save()
    with pytest.raises(ValidationError) as refused:
        request(world, kind=tutela)
    assert set(refused.value.message_dict) == {"origin"}


@pytest.mark.parametrize("origin", [EnrolmentOrigin.SERVIZIO_SOCIALE, EnrolmentOrigin.SPONTANEA])
def test_request_with_a_mandate_but_no_order_is_refused(world, origin):
    with pytest.raises(ValidationError) as refused:
        request(world, origin=origin, mandate=MandateFactory(cases=[world.case]))
    assert set(refused.value.message_dict) == {"mandate"}


def test_request_by_order_without_mandate_is_refused(world):
    with pytest.raises(ValidationError) as refused:
        request(world, origin=EnrolmentOrigin.PROVVEDIMENTO)
    assert set(refused.value.message_dict) == {"mandate"}


def test_request_with_a_mandate_of_another_case_is_refused(world):
    with pytest.raises(ValidationError) as refused:
        request(world, origin=EnrolmentOrigin.PROVVEDIMENTO, mandate=MandateFactory(cases=[world.sibling]))
    assert refused.value.message_dict == {"mandate": ["L'incarico non riguarda questo caso."]}


def test_request_in_the_future_is_refused(world):
    with pytest.raises(ValidationError) as refused:
        request(world, requested_on=timezone.localdate() + timedelta(days=1))
    assert set(refused.value.message_dict) == {"requested_on"}


def test_request_for_a_closed_case_is_refused(world):
    type(world.case).unscoped.filter(pk=world.case.pk).update(status="chiuso", closed_on=DAY)
    closed = type(world.case).unscoped.get(pk=world.case.pk)
    with pytest.raises(ValidationError, match="chiuso"):
        request(world, case=closed)


@pytest.mark.parametrize(("state", "move"), PAIRS)
def test_every_pair_of_state_and_move(world, state, move):
    enrolment = enrolment_in(state, case=world.case)
    act = actions.MOVES[move]
    if move in ALLOWED[state]:
        act(enrolment=enrolment, on=DAY, reason="Deciso in équipe", by=world.owner)
    else:
        with pytest.raises(ValidationError, match="non è possibile"):
            act(enrolment=enrolment, on=DAY, reason="Deciso in équipe", by=world.owner)
    enrolment.refresh_from_db()
    assert enrolment.state == ALLOWED[state].get(move, state)


@pytest.mark.parametrize("state", list(S))
def test_moves_of_tells_what_the_state_allows(world, state):
    assert set(actions.moves_of(enrolment_in(state))) == set(ALLOWED[state])


def test_life_of_a_service_leaves_dates_and_signed_lines(world):
    enrolment = enrolment_in(S.RICHIESTO, note="Prima richiesta")
    who = world.owner
    actions.activate(enrolment=enrolment, on=date(2026, 2, 1), by=who)
    actions.suspend(enrolment=enrolment, on=date(2026, 3, 1), reason="Assenze", by=who)
    actions.activate(enrolment=enrolment, on=date(2026, 4, 1), by=who)
    ended = actions.conclude(enrolment=enrolment, on=date(2026, 5, 1), reason="Obiettivi raggiunti", by=who)
    assert (ended.started_on, ended.ended_on) == (date(2026, 2, 1), date(2026, 5, 1))
    assert ended.note.splitlines() == [
        "Prima richiesta",
        f"Avviato il 1 febbraio 2026 ({who})",
        f"Sospeso il 1 marzo 2026 ({who}): Assenze",
        f"Ripreso il 1 aprile 2026 ({who})",
        f"Concluso il 1 maggio 2026 ({who}): Obiettivi raggiunti",
    ]


def test_dropped_request_never_started(world):
    dropped = actions.drop(enrolment=enrolment_in(S.RICHIESTO), on=DAY, reason="Nessun posto", by=world.owner)
    assert (dropped.started_on, dropped.ended_on) == (None, DAY)


@pytest.mark.parametrize("move", ["suspend", "conclude", "drop"])
def test_move_needs_a_reason(world, move):
    state = S.RICHIESTO if move == "drop" else S.ATTIVO
    with pytest.raises(ValidationError) as refused:
        actions.MOVES[move](enrolment=enrolment_in(state), on=DAY, reason="  ", by=world.owner)
    assert set(refused.value.message_dict) == {"reason"}


@pytest.mark.parametrize(
    ("state", "move", "on"),
    [
        (S.RICHIESTO, "activate", date(2026, 1, 9)),
        (S.RICHIESTO, "drop", date(2026, 1, 9)),
        (S.ATTIVO, "suspend", date(2026, 1, 14)),
        (S.ATTIVO, "conclude", date(2026, 1, 14)),
        (S.SOSPESO, "activate", date(2026, 1, 14)),
        (S.ATTIVO, "conclude", date(2999, 1, 1)),
    ],
)
def test_move_on_an_impossible_day_is_refused(world, state, move, on):
    with pytest.raises(ValidationError) as refused:
        actions.MOVES[move](enrolment=enrolment_in(state), on=on, reason="Motivo", by=world.owner)
    assert set(refused.value.message_dict) == {"on"}
