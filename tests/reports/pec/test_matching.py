from datetime import timedelta
from itertools import permutations

import pytest

from config.pec_sandbox.envelopes import Notice, notice
from config.pec_sandbox.hostile import FORGERIES
from reports.pec.matching import Expected, is_second_notice, mismatch, next_state
from reports.pec.receipts import Classified
from reports.pec.states import DispatchState
from tests.reports.pec.conftest import COURT, MESSAGE_ID, NOW, SENDER, Post, note

OURS = Expected(MESSAGE_ID, SENDER, COURT)
WARNING = "preavviso-errore-consegna"


def receipt(post: Post, item: Notice, **changes: object) -> Classified:
    return post.classify(notice(post.about(**changes), item, post.signer))


def after(current: DispatchState, *found: Classified) -> DispatchState:
    for item in found:
        current = next_state(current, item, expected=OURS, sent_at=NOW)
    return current


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (note("accettazione"), DispatchState.ACCETTATA),
        (note("non-accettazione", errore="altro"), DispatchState.RIFIUTATA),
        (note("avvenuta-consegna", consegna=COURT), DispatchState.CONSEGNATA),
        (note("errore-consegna", consegna=COURT), DispatchState.NON_CONSEGNATA),
        (note("errore-consegna"), DispatchState.NON_CONSEGNATA),
        (note("presa-in-carico"), DispatchState.INVIATA),
        (note(WARNING, at=NOW + timedelta(hours=12), consegna=COURT), DispatchState.INVIATA),
        (note(WARNING, at=NOW + timedelta(hours=23), consegna=COURT), DispatchState.NON_CONSEGNATA),
    ],
)
def test_each_receipt_moves_its_dispatch(post: Post, item: Notice, state: DispatchState) -> None:
    assert after(DispatchState.INVIATA, receipt(post, item)) is state


@pytest.mark.parametrize(
    ("item", "changes"),
    [
        (note("accettazione"), {"message_id": "<altro@pec.cooperativa.example>"}),
        (note("accettazione", with_msgid=False), {}),
        (note("accettazione"), {"sender": "tutela@pec.comune.example"}),
        (note("accettazione"), {"recipients": (("altri@pec.giustizia.example", "certificato"),)}),
        (note("avvenuta-consegna", consegna="altri@pec.giustizia.example"), {}),
        (note("avvenuta-consegna"), {}),
        (note("errore-consegna", consegna="altri@pec.giustizia.example"), {}),
        (
            note("errore-consegna"),
            {"recipients": ((COURT, "certificato"), ("a@pec.b.example", "certificato"))},
        ),
    ],
)
def test_a_receipt_about_something_else_moves_nothing(
    post: Post, item: Notice, changes: dict[str, object]
) -> None:
    found = receipt(post, item, **changes)
    assert mismatch(found, OURS)
    assert after(DispatchState.INVIATA, found) is DispatchState.INVIATA


@pytest.mark.parametrize("name", sorted(FORGERIES))
def test_a_forgery_moves_nothing(post: Post, name: str) -> None:
    forged = FORGERIES[name](post.mail, note("avvenuta-consegna", consegna=COURT), post.signer)
    assert after(DispatchState.INVIATA, post.classify(forged)) is DispatchState.INVIATA


def test_identifier_without_angle_brackets(post: Post) -> None:
    found = receipt(post, note("accettazione"), message_id=MESSAGE_ID.strip("<>"))
    assert mismatch(found, OURS) is None


def test_any_order_and_repetition_end_in_delivered(post: Post) -> None:
    items = [
        receipt(post, note("accettazione")),
        receipt(post, note(WARNING, at=NOW + timedelta(hours=12), consegna=COURT)),
        receipt(post, note(WARNING, at=NOW + timedelta(hours=24), consegna=COURT)),
        receipt(post, note("avvenuta-consegna", consegna=COURT)),
    ]
    for start in (DispatchState.IN_INVIO, DispatchState.INCERTA, DispatchState.INVIATA):
        for order in permutations(items):
            assert after(start, *order, *order) is DispatchState.CONSEGNATA


def test_a_second_notice_needs_the_time_of_sending(post: Post) -> None:
    found = receipt(post, note(WARNING, at=NOW + timedelta(hours=24), consegna=COURT))
    assert is_second_notice(found, sent_at=NOW)
    assert not is_second_notice(found, sent_at=None)
