from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from courts.actions.competence import redirect_mandate, transfer_proceeding
from courts.actions.grades import close_proceeding, edit_proceeding, open_appeal, reopen_proceeding
from courts.enums import OfficeKind, ProceedingArea, ProceedingKind
from courts.lines import heard_by, line_of
from courts.models import OfficeSection, Proceeding
from tests.factories.courts import HearingFactory, MandateFactory, OfficeFactory, ProceedingFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 16)


@pytest.fixture(autouse=True)
def second_of_march():
    with time_machine.travel(date(2026, 3, 2), tick=False):
        yield


@pytest.fixture
def proceeding(world) -> Proceeding:
    return MandateFactory(cases=[world.case]).order.proceeding


def refusal(action, **given) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        action(**given)
    return refused.value.message_dict


def test_data_are_corrected_but_never_against_the_orders(world, proceeding) -> None:
    section = OfficeSection.objects.create(office=proceeding.office, name="Sezione civile")
    given = {
        "proceeding": proceeding,
        "kind": ProceedingKind.DECADENZA_330,
        "area": ProceedingArea.CIVILE,
        "section": section,
        "instituted_on": date(2025, 2, 3),
        "by": world.owner,
    }
    assert edit_proceeding(**given).section == section
    foreign = OfficeSection.objects.create(office=OfficeFactory(), name="Altra")
    for wrong, field in (
        ({"instituted_on": date(2025, 2, 4)}, "instituted_on"),
        ({"section": foreign}, "section"),
        ({"minor_role": "autore"}, "minor_role"),
    ):
        assert list(refusal(edit_proceeding, **given | wrong)) == [field]


def test_an_appeal_goes_to_the_corte_and_leaves_the_first_alone(world, proceeding) -> None:
    court = OfficeFactory(kind=OfficeKind.CA)
    given = {"proceeding": proceeding, "instituted_on": DAY, "by": world.owner}
    appeal = open_appeal(office=court, **given)
    assert (appeal.appeal_of, appeal.kind, list(appeal.cases.all())) == (
        proceeding,
        proceeding.kind,
        [world.case],
    )
    assert Proceeding.objects.get(pk=proceeding.pk).ended_on is None
    assert "office" in refusal(open_appeal, office=OfficeFactory(), **given)


def test_a_proceeding_closes_when_nothing_waits(world, proceeding) -> None:
    given = {"proceeding": proceeding, "closed_on": DAY, "by": world.owner}
    assert "1" in refusal(close_proceeding, **given)["mandates_go_on"][0]
    given["mandates_go_on"] = True
    hearing = HearingFactory(proceeding=proceeding)
    assert "udienza fissata" in refusal(close_proceeding, **given)["__all__"][0]
    hearing.delete()
    for day in (date(2026, 3, 3), date(2025, 2, 2), date(2025, 1, 1)):
        assert list(refusal(close_proceeding, **given | {"closed_on": day})) == ["closed_on"]
    assert close_proceeding(**given).closed_on == DAY
    with pytest.raises(ValidationError, match="già finito"):
        close_proceeding(**given)
    assert reopen_proceeding(proceeding=proceeding, by=world.owner).closed_on is None


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"transferred_on": date(2026, 3, 3)}, "transferred_on", "futuro"),
        ({"transferred_on": date(2025, 1, 19)}, "transferred_on", "il trasferimento viene dopo"),
        ({"office": None}, "office", "Indicare"),
        ({"office": "own"}, "office", "già l'ufficio"),
        ({"office": "gone"}, "office", "non esisteva più"),
    ],
)
def test_a_wrong_transfer_is_refused(world, proceeding, fields, field, words) -> None:
    offices = {"own": proceeding.office, "gone": OfficeFactory(valid_to=date(2026, 1, 31))}
    given = {"proceeding": proceeding, "office": OfficeFactory(), "transferred_on": DAY, "by": world.owner}
    given |= {
        name: offices.get(value, value) if isinstance(value, str) else value for name, value in fields.items()
    }
    said = refusal(transfer_proceeding, **given)
    assert list(said) == [field]
    assert words in said[field][0]


def test_a_transfer_into_one_that_pends_already_and_back_again(world, proceeding) -> None:
    pending = ProceedingFactory(office=OfficeFactory(kind=OfficeKind.TO), cases=[world.sibling])
    given = {"by": world.owner, "transferred_on": DAY}
    assert transfer_proceeding(proceeding=proceeding, into=pending, **given) == pending
    assert set(pending.cases.all()) == {world.case, world.sibling}
    assert "già stato trasferito" in str(
        refusal(transfer_proceeding, proceeding=proceeding, into=pending, **given)
    )
    assert "into" in refusal(transfer_proceeding, proceeding=pending, into=proceeding, **given)
    first_office = proceeding.office
    back = transfer_proceeding(proceeding=pending, office=first_office, **given)
    assert [one.pk for one in line_of(Proceeding.objects.get(pk=pending.pk))] == [
        proceeding.pk,
        pending.pk,
        back.pk,
    ]
    proceeding = Proceeding.objects.get(pk=proceeding.pk)
    assert heard_by(proceeding, first_office) == back
    assert heard_by(proceeding, pending.office) == pending
    mandate = world.case.mandates.get()
    assert mandate.recipient == first_office


def test_a_mandate_is_sent_to_the_office_that_followed(world, proceeding) -> None:
    mandate = world.case.mandates.get()
    gone = OfficeFactory(valid_to=date(2026, 1, 31))
    given = {"mandate": mandate, "by": world.owner}
    assert "recipient" in refusal(redirect_mandate, recipient=gone, **given)
    office = OfficeFactory()
    assert redirect_mandate(recipient=office, **given).recipient == office


@pytest.mark.parametrize("who", ["reader", "stranger", "outsider"])
def test_only_who_may_change_every_child_moves_a_proceeding(world, proceeding, who) -> None:
    by = getattr(world, who)
    office = OfficeFactory(kind=OfficeKind.CA)
    with pytest.raises(PermissionDenied):
        transfer_proceeding(proceeding=proceeding, office=office, transferred_on=DAY, by=by)
    with pytest.raises(PermissionDenied):
        open_appeal(proceeding=proceeding, office=office, instituted_on=DAY, by=by)
    with pytest.raises(PermissionDenied):
        close_proceeding(proceeding=proceeding, closed_on=DAY, mandates_go_on=True, by=by)
    with pytest.raises(PermissionDenied):
        redirect_mandate(mandate=world.case.mandates.get(), recipient=office, by=by)
