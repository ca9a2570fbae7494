from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from courts.actions.proceedings import (
    NumberData,
    ProceedingData,
    add_number,
    join_proceeding,
    open_proceeding,
)
from courts.enums import ProceedingKind
from tests.factories.accounts import OrganisationFactory
from tests.factories.cases import CaseFactory, TeamMemberFactory
from tests.factories.courts import (
    OfficeFactory,
    ProceedingFactory,
    ProceedingNumberFactory,
    RegisterFactory,
)

pytestmark = pytest.mark.django_db


def number(value: int = 10, **fields) -> NumberData:
    return NumberData(**({"register": RegisterFactory(), "number": value, "year": 2025} | fields))


def proceeding_data(**fields) -> ProceedingData:
    return ProceedingData(**({"office": OfficeFactory(), "kind": ProceedingKind.LIMITAZIONE_333} | fields))


def test_open_proceeding_without_number_says_so(world) -> None:
    proceeding = open_proceeding(data=proceeding_data(), cases=[world.case], by=world.owner)
    assert proceeding.label == "numero non ancora assegnato"


@pytest.mark.parametrize(
    ("value", "field"),
    [({"instituted_on": date(2100, 1, 1)}, "instituted_on"), ({"kind": "inventato"}, "kind")],
)
def test_open_proceeding_refuses_wrong_data(world, value, field) -> None:
    with pytest.raises(ValidationError) as refused:
        open_proceeding(data=proceeding_data(**value), cases=[world.case], by=world.owner)
    assert list(refused.value.message_dict) == [field]


def test_add_number_takes_the_place_of_the_current_one(world) -> None:
    proceeding = ProceedingFactory(cases=[world.case])
    ProceedingNumberFactory(proceeding=proceeding, number=1, year=2024)
    add_number(proceeding=proceeding, data=number(2, sub=3), by=world.owner)
    assert [(str(one), one.current) for one in proceeding.numbers.all()] == [
        ("2-3/2025 R.G. V.G.", True),
        ("1/2024 R.G. V.G.", False),
    ]


def test_add_number_beside_the_current_one(world) -> None:
    proceeding = ProceedingFactory(cases=[world.case])
    current = ProceedingNumberFactory(proceeding=proceeding, number=1, year=2024)
    procura = OfficeFactory(kind="pmm")
    add_number(proceeding=proceeding, data=number(2, office=procura), by=world.owner, current=False)
    assert proceeding.current_number == current
    assert proceeding.numbers.get(number=2).office == procura


def test_a_number_may_return_in_another_year_register_sub_or_office(world) -> None:
    proceeding = ProceedingFactory(cases=[world.case])
    for data in (
        number(7),
        number(7, year=2024),
        number(7, sub=1),
        number(7, register=RegisterFactory(code="R.G.N.R.")),
        number(7, office=OfficeFactory()),
    ):
        add_number(proceeding=proceeding, data=data, by=world.owner)
    with pytest.raises(ValidationError) as refused:
        add_number(proceeding=proceeding, data=number(7), by=world.owner)
    assert list(refused.value.message_dict) == ["number"]
    assert proceeding.numbers.count() == 5


@pytest.mark.parametrize("who", ["reader", "stranger", "outsider", "administrator"])
def test_add_number_is_for_who_may_change_every_child(world, who) -> None:
    with pytest.raises(PermissionDenied):
        add_number(proceeding=ProceedingFactory(cases=[world.case]), data=number(), by=getattr(world, who))


def test_join_proceeding_adds_a_child_only_with_a_hand_on_all(world) -> None:
    hidden = CaseFactory(unit=world.unit)
    proceeding = ProceedingFactory(cases=[world.case, hidden])
    join_proceeding(proceeding=proceeding, cases=[world.case], by=world.owner)
    with pytest.raises(PermissionDenied):
        join_proceeding(proceeding=proceeding, cases=[world.sibling], by=world.owner)


def test_join_proceeding_never_mixes_two_titolari(world) -> None:
    """One person works for both Comuni; the record of one never hangs on the other's."""
    foreign = CaseFactory(unit=world.far_unit)
    TeamMemberFactory(case=world.case, user=world.outsider)
    TeamMemberFactory(case=foreign, user=world.outsider)
    proceeding = ProceedingFactory(cases=[foreign])
    with pytest.raises(ValidationError) as refused:
        join_proceeding(proceeding=proceeding, cases=[world.case], by=world.outsider)
    assert list(refused.value.message_dict) == ["proceeding"]


def test_a_number_keeps_the_titolare_of_its_case(world) -> None:
    """A unit that goes to another titolare takes its registers along; the other titolare's stay."""
    ours, theirs = (
        ProceedingNumberFactory(proceeding=ProceedingFactory(cases=[case]))
        for case in (world.case, CaseFactory(unit=world.far_unit))
    )
    world.unit.name = "Unità che passa"
    for titolare in (world.far_unit.controller, OrganisationFactory()):
        world.unit.controller = titolare
        world.unit.save()
        ours.refresh_from_db()
        assert ours.controller == titolare
    theirs.refresh_from_db()
    assert theirs.controller == world.far_unit.controller
    world.case.unit = world.far_unit
    world.case.save(update_fields=["unit"])
    ours.refresh_from_db()
    assert ours.controller == world.far_unit.controller
