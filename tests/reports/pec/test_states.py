from itertools import permutations

import pytest

from reports.pec.states import ALARM_STATES, LABELS, DispatchState, advance

PROOFS = [
    DispatchState.ACCETTATA,
    DispatchState.RIFIUTATA,
    DispatchState.NON_CONSEGNATA,
    DispatchState.CONSEGNATA,
]


def test_every_state_has_an_italian_label() -> None:
    assert set(LABELS) == set(DispatchState)


@pytest.mark.parametrize("start", [s for s in DispatchState if s not in PROOFS])
def test_proofs_in_any_order_and_number_end_in_the_same_state(start: DispatchState) -> None:
    ends = set()
    for order in permutations(PROOFS + PROOFS[1:3]):
        state = start
        for proved in order:
            state = advance(state, proved)
        ends.add(state)
    assert ends == {DispatchState.CONSEGNATA}


@pytest.mark.parametrize("proved", PROOFS)
def test_delivered_never_goes_back(proved: DispatchState) -> None:
    assert advance(DispatchState.CONSEGNATA, proved) == DispatchState.CONSEGNATA


def test_a_delivery_after_the_last_notice_still_counts() -> None:
    assert advance(DispatchState.NON_CONSEGNATA, DispatchState.CONSEGNATA) == DispatchState.CONSEGNATA


def test_delivered_is_not_an_alarm() -> None:
    assert DispatchState.CONSEGNATA not in ALARM_STATES
