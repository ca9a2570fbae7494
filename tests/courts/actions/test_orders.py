"""The scene of every test: today is 1 March 2026, one order about one or two siblings."""

import hashlib
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Deadline
from courts.actions.mandates import MandateData
from courts.actions.orders import register_order
from courts.actions.proceedings import NumberData, ProceedingData
from courts.enums import MandateKind, OrderKind, ProceedingKind
from courts.models import Order, Proceeding
from tests.factories.cases import CaseFactory, TeamMemberFactory
from tests.factories.courts import (
    PDF,
    OfficeFactory,
    ProceedingFactory,
    ProceedingNumberFactory,
    RegisterFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(date(2026, 3, 1), tick=False):
        yield


def upload(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("decreto.pdf", content, content_type="application/pdf")


def new_proceeding(**fields) -> ProceedingData:
    given = {"office": OfficeFactory(), "kind": ProceedingKind.LIMITAZIONE_333} | fields
    return ProceedingData(**given)


def number(value: int = 1234, **fields) -> NumberData:
    return NumberData(register=RegisterFactory(), number=value, year=2025, **fields)


def inquiry(*cases, **fields) -> MandateData:
    given = {
        "kind": MandateKind.INDAGINE_PSICOSOCIALE,
        "task_text": "Svolga un'indagine.",
        "cases": cases,
        "first_term_amount": 90,
    }
    return MandateData(**(given | fields))


def register(world, **fields) -> Order:
    given = {
        "proceeding": new_proceeding(),
        "kind": OrderKind.DECRETO_PROVVISORIO,
        "decided_on": date(2026, 2, 10),
        "deposited_on": date(2026, 2, 12),
        "received_on": date(2026, 2, 16),
        "cases": [world.case],
        "file": upload(),
        "by": world.owner,
    }
    return register_order(**(given | fields))


def test_register_order_keeps_dates_file_and_children(world) -> None:
    order = register(world, cases=[world.case, world.sibling], protocol="E/12")
    order.refresh_from_db()
    assert set(order.cases.all()) == set(order.proceeding.cases.all()) == {world.case, world.sibling}
    assert order.file_sha256 == hashlib.sha256(PDF).hexdigest()
    assert order.file.read() == PDF
    assert order.file.name == f"orders/{order.storage_key}"
    assert (order.protocol, order.registered_by) == ("E/12", world.owner)


def test_register_order_gives_mandates_their_deadlines(world) -> None:
    both, one = [world.case, world.sibling], [world.sibling]
    order = register(
        world,
        cases=both,
        mandates=[
            inquiry(*both),
            inquiry(*one, kind=MandateKind.AGGIORNAMENTO, first_term_amount=None, every_months=6),
        ],
    )
    first, second = order.mandates.order_by("pk")
    rows = Deadline.objects.order_by("due_on", "case").values_list("case", "due_on", "origin", "title")
    assert list(rows) == [
        (world.case.pk, date(2026, 5, 18), first.origin(1), "Relazione: indagine psicosociale"),
        (world.sibling.pk, date(2026, 5, 18), first.origin(1), "Relazione: indagine psicosociale"),
        (world.sibling.pk, date(2026, 8, 17), second.origin(1), "Aggiornamento periodico n. 1"),
    ]
    assert "90 giorni dal 16/02/2026" in Deadline.objects.filter(origin=first.origin(1))[0].explanation


def test_mandate_takes_its_defaults_from_the_order(world) -> None:
    order = register(world, mandates=[inquiry(world.case)])
    mandate = order.mandates.get()
    assert mandate.starts_on == order.received_on
    assert mandate.recipient == order.proceeding.office
    assert mandate.executor == world.unit


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"decided_on": date(2026, 2, 17)}, "decided_on", "dopo essere stato ricevuto"),
        ({"received_on": date(2026, 3, 2)}, "received_on", "nel futuro"),
        ({"deposited_on": date(2026, 2, 9)}, "deposited_on", "non può precedere la decisione"),
        ({"deposited_on": date(2026, 2, 17)}, "deposited_on", "non può seguire il ricevimento"),
        ({"decided_on": date(26, 2, 10)}, "decided_on", "controllare l'anno"),
    ],
)
def test_register_order_refuses_dates_out_of_order(world, fields, field, message) -> None:
    with pytest.raises(ValidationError) as refused:
        register(world, **fields)
    assert message in refused.value.message_dict[field][0]
    assert not Order.objects.exists()


def test_register_order_refuses_an_order_before_its_proceeding(world) -> None:
    with pytest.raises(ValidationError) as refused:
        register(world, proceeding=new_proceeding(instituted_on=date(2026, 2, 11)))
    assert "l'11/02/2026" in refused.value.message_dict["decided_on"][0]


def test_register_order_refuses_a_file_that_is_no_pdf(world) -> None:
    with pytest.raises(ValidationError, match="non è un PDF leggibile"):
        register(world, file=upload(b"niente"))


def test_register_order_refuses_the_same_paper_twice(world) -> None:
    order = register(world)
    with pytest.raises(ValidationError) as refused:
        register(world, proceeding=order.proceeding)
    assert list(refused.value.message_dict) == ["file"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first_term_amount": 0}, "first_term_amount"),
        ({"first_term_amount": None}, "no_term_reason"),
        ({"august_suspension": True}, "august_note"),
        ({"ends_on": date(2026, 3, 31)}, "ends_on"),
        ({"starts_on": date(2026, 2, 9)}, "starts_on"),
        ({"starts_on": date(2206, 2, 9)}, "starts_on"),
        ({"kind": "inventato"}, "kind"),
        ({"task_text": ""}, "task_text"),
    ],
)
def test_register_order_refuses_a_mandate_that_leads_nowhere(world, fields, field) -> None:
    with pytest.raises(ValidationError) as refused:
        register(world, mandates=[inquiry(world.case), inquiry(world.case, **fields)])
    assert list(refused.value.message_dict) == [f"mandates-1-{field}"]


def test_mandate_without_term_is_allowed_with_its_reason(world) -> None:
    order = register(
        world, mandates=[inquiry(world.case, first_term_amount=None, no_term_reason="Termine non indicato.")]
    )
    assert not Deadline.objects.filter(origin__startswith=f"mandate:{order.mandates.get().pk}:").exists()


def test_register_order_refuses_a_mandate_for_a_child_not_in_the_order(world) -> None:
    with pytest.raises(ValidationError) as refused:
        register(world, mandates=[inquiry(world.sibling)])
    assert "non è fra quelli" in refused.value.message_dict["mandates-0-cases"][0]


def test_register_order_refuses_children_of_two_titolari(world) -> None:
    foreign = CaseFactory(unit=world.far_unit)
    TeamMemberFactory(case=foreign, user=world.outsider)
    TeamMemberFactory(case=world.case, user=world.outsider)
    with pytest.raises((ValidationError, PermissionDenied)):
        register(world, cases=[world.case, foreign], by=world.outsider)


def test_register_order_refuses_no_child(world) -> None:
    with pytest.raises((ValidationError, PermissionDenied)):
        register(world, cases=[])


@pytest.mark.parametrize("who", ["reader", "colleague", "stranger", "outsider", "administrator", "disabled"])
def test_register_order_is_for_who_may_change_every_child(world, who) -> None:
    with pytest.raises(PermissionDenied):
        register(world, by=getattr(world, who))
    assert not Order.objects.exists()


def test_number_twice_names_the_visible_proceeding(world) -> None:
    order = register(world, proceeding=new_proceeding(number=number()))
    again = new_proceeding(office=order.proceeding.office, number=number())
    with pytest.raises(ValidationError) as refused:
        register(world, proceeding=again)
    assert f"procedimento n. {order.proceeding.pk}" in refused.value.message_dict["number"][0]
    assert Proceeding.objects.count() == 1


def test_number_twice_does_not_name_a_hidden_proceeding(world) -> None:
    proceeding = ProceedingFactory(cases=[CaseFactory(unit=world.other_unit)])
    hidden = ProceedingNumberFactory(proceeding=proceeding, number=1234, year=2025)
    with pytest.raises(ValidationError) as refused:
        register(world, proceeding=new_proceeding(office=hidden.office, number=number()))
    message = refused.value.message_dict["number"][0]
    assert "non è fra i tuoi" in message
    assert str(hidden.proceeding) not in message


def test_register_order_on_a_known_proceeding_adds_its_children(world) -> None:
    proceeding = ProceedingFactory(cases=[world.case])
    register(world, proceeding=proceeding, cases=[world.case, world.sibling])
    assert set(proceeding.cases.all()) == {world.case, world.sibling}


def test_register_order_refuses_a_proceeding_out_of_sight(world) -> None:
    proceeding = ProceedingFactory(cases=[CaseFactory()])
    with pytest.raises(ValidationError) as refused:
        register(world, proceeding=proceeding)
    assert list(refused.value.message_dict) == ["proceeding"]
