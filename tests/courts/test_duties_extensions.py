"""Art. 154 c.p.c.: more time is asked before expiry, never longer than the term, twice only on serious grounds."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Deadline
from courts.actions.deadlines import keep_deadlines, mandate_cycles_due
from courts.actions.extensions import decide_extension, extendable_cycles, request_extension
from courts.enums import ExtensionState, MandateState
from courts.models import Extension, Mandate
from tests.factories.courts import MandateFactory, OrderFactory
from tests.factories.reports import opened_report

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 13)  # 60 days from 10 February: 11 April is a Saturday


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(date(2026, 3, 1), tick=False):
        yield


@pytest.fixture
def mandate(world) -> Mandate:
    mandate = MandateFactory(cases=[world.case, world.sibling], starts_on=date(2026, 2, 10))
    keep_deadlines(mandate_id=mandate.pk)
    return mandate


def asked(mandate: Mandate, by, **fields) -> Extension:
    given = {
        "cycle": 1,
        "requested_on": date(2026, 3, 1),
        "requested_until": date(2026, 5, 15),
        "reason": "La scuola risponde tardi.",
    }
    return request_extension(mandate=mandate, by=by, **given | fields)


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        (
            {"requested_on": date(2026, 4, 14)},
            "requested_on",
            "Il termine è scaduto: trasmettere la relazione",
        ),
        ({"requested_on": date(2026, 3, 2)}, "requested_on", "nel futuro"),
        ({"requested_on": date(2026, 2, 9)}, "requested_on", "precedere l'incarico"),
        ({"requested_until": DUE}, "requested_until", "deve superare il termine"),
        ({"requested_until": date(2026, 6, 13)}, "requested_until", "al massimo fino al 12/06/2026"),
        ({"reason": " "}, "reason", "motivi"),
        ({"cycle": 7}, "cycle", "non è aperta"),
    ],
)
def test_what_is_refused(world, mandate, fields, field, said) -> None:
    with pytest.raises(ValidationError) as refused:
        asked(mandate, world.owner, **fields)
    assert said in refused.value.message_dict[field][0]


def test_after_expiry_nothing_is_asked_any_more(world, mandate) -> None:
    with time_machine.travel(date(2026, 4, 14), tick=False), pytest.raises(ValidationError) as refused:
        asked(mandate, world.owner, requested_on=date(2026, 4, 14))
    assert "nota sul ritardo" in refused.value.message_dict["requested_on"][0]


@pytest.mark.parametrize("who", ["reader", "stranger", "administrator"])
def test_only_who_may_write_on_every_child(world, mandate, who) -> None:
    with pytest.raises(PermissionDenied):
        asked(mandate, getattr(world, who))


def test_granted_it_moves_the_deadline_of_every_child(world, mandate) -> None:
    report = opened_report(mandate)
    extension = asked(mandate, world.owner)
    order = OrderFactory(
        cases=[world.case], decided_on=date(2026, 3, 20), deposited_on=None, received_on=date(2026, 3, 24)
    )
    decide_extension(extension=extension, granted=True, order=order, by=world.owner)
    rows = Deadline.objects.filter(origin=mandate.origin(1))
    assert set(rows.values_list("due_on", "original_due_on")) == {(date(2026, 5, 15), DUE)}
    assert len(rows) == 2
    report.refresh_from_db()
    assert report.due_on == date(2026, 5, 15)
    assert "prorogata al 15/05/2026, su richiesta del 1°/03/2026" in rows[0].explanation
    ((_, found),) = mandate_cycles_due(date(2026, 5, 1), 30)
    assert found.due.due_on == date(2026, 5, 15)
    keep_deadlines(today=date(2026, 5, 1))
    assert set(rows.values_list("due_on", flat=True)) == {date(2026, 5, 15)}


def test_denied_it_moves_nothing(world, mandate) -> None:
    extension = decide_extension(extension=asked(mandate, world.owner), granted=False, by=world.owner)
    assert (extension.state, extension.granted_until) == (ExtensionState.NEGATA, None)
    assert extendable_cycles(mandate) == {1: DUE}
    with pytest.raises(ValidationError):
        decide_extension(extension=extension, granted=True, by=world.owner)
    assert asked(mandate, world.owner).pk  # asked again: nothing has been granted yet


@pytest.mark.parametrize(
    ("until", "said"),
    [(date(2026, 6, 13), "al massimo"), (DUE, "deve superare")],
    ids=["too long", "no longer"],
)
def test_no_judge_grants_more_than_the_term(world, mandate, until, said) -> None:
    extension = asked(mandate, world.owner)
    with pytest.raises(ValidationError) as refused:
        decide_extension(extension=extension, granted=True, granted_until=until, by=world.owner)
    assert said in refused.value.message_dict["granted_until"][0]


def test_a_second_one_needs_particularly_serious_grounds(world, mandate) -> None:
    first = asked(mandate, world.owner)
    with pytest.raises(ValidationError) as refused:
        asked(mandate, world.owner)
    assert "aspetta ancora risposta" in refused.value.message_dict["cycle"][0]
    decide_extension(extension=first, granted=True, by=world.owner)
    later = {"requested_on": date(2026, 3, 1), "requested_until": date(2026, 7, 14)}
    with pytest.raises(ValidationError) as refused:
        asked(mandate, world.owner, **later)
    assert "motivi particolarmente gravi" in refused.value.message_dict["serious"][0]
    decide_extension(
        extension=asked(mandate, world.owner, serious=True, **later), granted=True, by=world.owner
    )
    row = Deadline.objects.filter(origin=mandate.origin(1)).first()
    assert (row.due_on, row.original_due_on) == (date(2026, 7, 14), DUE)


def test_a_resting_mandate_asks_for_nothing(world, mandate) -> None:
    Mandate.objects.filter(pk=mandate.pk).update(state=MandateState.SOSPESO)
    with pytest.raises(ValidationError):
        asked(mandate, world.owner)
