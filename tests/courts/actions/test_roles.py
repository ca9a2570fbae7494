from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from courts.actions.roles import add_role, end_role, replace_role
from courts.enums import ProceedingRoleKind
from courts.models import Proceeding, ProceedingRole
from tests.factories.courts import ProceedingFactory

pytestmark = pytest.mark.django_db
K = ProceedingRoleKind


@pytest.fixture(autouse=True)
def second_of_march():
    with time_machine.travel(date(2026, 3, 2), tick=False):
        yield


@pytest.fixture
def proceeding(world) -> Proceeding:
    return ProceedingFactory(cases=[world.case])


@pytest.fixture
def add(world, proceeding):
    def added(kind: str = K.GIUDICE_DELEGATO, name: str = "dott.ssa Uno", **fields) -> ProceedingRole:
        given = {"valid_from": date(2026, 1, 7), "by": world.owner}
        return add_role(proceeding=proceeding, kind=kind, name=name, **given | fields)

    return added


def names(proceeding: Proceeding, day: date) -> list[str]:
    return list(proceeding.roles.as_of(day).values_list("name", flat=True))


def test_a_judge_is_replaced_and_the_past_stays_true(world, proceeding, add) -> None:
    second = replace_role(role=add(), name="dott. Due", valid_from=date(2026, 2, 16), by=world.owner)
    assert names(proceeding, date(2026, 2, 15)) == ["dott.ssa Uno"]
    assert names(proceeding, date(2026, 2, 16)) == ["dott. Due"]
    end_role(role=second, valid_to=date(2026, 3, 1), by=world.owner)
    assert names(proceeding, date(2026, 3, 2)) == []
    with pytest.raises(ValidationError, match="già finito"):
        end_role(role=second, valid_to=date(2026, 3, 1), by=world.owner)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"valid_from": date(2026, 3, 3)}, "valid_from", "futuro"),
        ({"valid_to": date(2026, 1, 6)}, "valid_to", "precedere"),
        ({"kind": K.AVVOCATO}, "person", "di chi"),
        ({"kind": K.CTP}, "person", "di chi"),
        ({"name": "dott. Altro"}, "kind", "Sostituisci"),
        ({"kind": K.TUTORE, "name": "avv. Tutrice"}, "name", "già registrato"),
        ({"kind": "inventato"}, "kind", "inventato"),
    ],
)
def test_a_wrong_role_is_refused_beside_its_field(add, fields, field, words) -> None:
    add()
    add(K.TUTORE, "avv. Tutrice")
    with pytest.raises(ValidationError) as refused:
        add(**fields)
    assert list(refused.value.message_dict) == [field]
    assert words in refused.value.message_dict[field][0]


def test_a_replacement_comes_after(world, add) -> None:
    role = add()
    for day, words in ((date(2026, 1, 7), "si sostituisce dopo"), (date(2026, 3, 9), "futuro")):
        with pytest.raises(ValidationError, match=words):
            replace_role(role=role, name="dott. Due", valid_from=day, by=world.owner)
    with pytest.raises(ValidationError, match="iniziato"):
        end_role(role=role, valid_to=date(2026, 1, 6), by=world.owner)


@pytest.mark.parametrize("who", ["reader", "stranger", "outsider"])
def test_only_who_may_change_every_child_writes_roles(world, add, who) -> None:
    role = add()
    with pytest.raises(PermissionDenied):
        add(K.TUTORE, by=getattr(world, who))
    with pytest.raises(PermissionDenied):
        end_role(role=role, valid_to=date(2026, 2, 1), by=getattr(world, who))
