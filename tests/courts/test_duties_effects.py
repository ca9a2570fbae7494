"""What an order does to earlier mandates and to parental responsibility; what the checks find; the ages."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.enums import CaseStatus, Kinship
from cases.models import Case, Deadline, ParentalResponsibility, TeamMember
from courts.actions.ages import keep_age_deadlines
from courts.actions.closing_duties import finish_duty
from courts.actions.curator import state_curator_reasons
from courts.actions.deadlines import keep_deadlines
from courts.actions.effects import record_effect
from courts.actions.superseding import supersede_mandates, urge_mandates
from courts.curator import curator_missing, curatore_needed
from courts.enums import MandateKind, OrderKind, ProceedingKind, ProceedingRoleKind
from courts.findings import findings
from courts.models import Mandate, Order, ProceedingRole
from tests.factories.cases import CaseFactory, HouseholdMemberFactory, PersonFactory
from tests.factories.courts import MandateFactory, OfficeFactory, OrderFactory, ProceedingFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(TODAY, tick=False):
        yield


def later_order(cases, kind=OrderKind.REVOCA_MODIFICA, **fields) -> Order:
    dates = {"decided_on": date(2026, 2, 20), "deposited_on": None, "received_on": date(2026, 2, 24)}
    return OrderFactory(cases=cases, kind=kind, **dates | fields)


@pytest.fixture
def mandate(world) -> Mandate:
    mandate = MandateFactory(cases=[world.case, world.sibling], starts_on=date(2026, 2, 10))
    keep_deadlines(mandate_id=mandate.pk)
    return mandate


def test_a_mandate_superseded_owes_nothing(world, mandate) -> None:
    order = later_order([world.case, world.sibling])
    supersede_mandates(order=order, mandates=[mandate], outcome="superato", by=world.owner)
    found = Mandate.objects.get(pk=mandate.pk)
    assert (found.state, found.superseded_by) == ("superato", order)
    assert found.state_reason == "Revoca o modifica del 20/02/2026"
    assert set(Deadline.objects.filter(origin=mandate.origin(1)).values_list("state", "proof")) == {
        ("annullata", "Incarico superato dal provvedimento del 20/02/2026")
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("own", "da questo stesso provvedimento"),
        ("earlier", "provvedimento successivo"),
        ("closed", "è già revocato"),
        ("sibling", "un minore che non è nel provvedimento"),
    ],
)
def test_what_an_order_cannot_supersede(world, mandate, wrong, said) -> None:
    both = [world.case, world.sibling]
    order = {
        "own": lambda: mandate.order,
        "earlier": lambda: later_order(both, decided_on=date(2024, 1, 2), received_on=date(2024, 1, 3)),
        "closed": lambda: later_order(both),
        "sibling": lambda: later_order([world.case]),
    }[wrong]()
    if wrong == "closed":
        supersede_mandates(order=order, mandates=[mandate], outcome="revocato", by=world.owner)
    with pytest.raises(ValidationError) as refused:
        supersede_mandates(order=order, mandates=[mandate], outcome="superato", by=world.owner)
    assert said in refused.value.message_dict["mandates"][0]
    with pytest.raises(PermissionDenied):
        supersede_mandates(order=order, mandates=[mandate], outcome="superato", by=world.reader)


def test_a_sollecito_asks_for_an_answer(world, mandate) -> None:
    order = later_order([world.case], kind=OrderKind.SOLLECITO)
    urge = {"order": order, "mandates": [mandate], "by": world.owner}
    with pytest.raises(ValidationError):
        urge_mandates(answer_by=date(2026, 2, 23), **urge)
    assert urge_mandates(answer_by=date(2026, 3, 10), **urge) == 2
    urge_mandates(answer_by=date(2026, 3, 10), **urge)
    noted = Deadline.objects.filter(origin=mandate.origin(1)).first()
    assert noted.explanation.count("Sollecitata il 20/02/2026.") == 1
    answer = Deadline.objects.get(origin=f"urged:{order.pk}:1")
    assert (answer.due_on, answer.case) == (date(2026, 3, 10), world.case)
    with pytest.raises(ValidationError):
        urge_mandates(**urge | {"order": later_order([world.case])}, answer_by=TODAY)


def test_the_effect_on_a_parent_reaches_the_child(world, mandate) -> None:
    mother = PersonFactory(controller=world.comune, birth_date=date(1988, 3, 2))
    HouseholdMemberFactory(household=world.case.household, person=mother, kinship=Kinship.MOTHER)
    order = later_order([world.case])
    effect = {"order": order, "parent": mother, "status": "sospensione", "by": world.owner}
    for wrong in (
        {"case": world.sibling, "from_day": TODAY},
        {"case": world.case, "from_day": date(2026, 2, 19)},
    ):
        with pytest.raises(ValidationError):
            record_effect(**effect, **wrong)
    record_effect(**effect, case=world.case, from_day=date(2026, 2, 20))
    held = ParentalResponsibility.objects.get(child=world.case.person)
    assert (held.parent, held.status, held.valid_from) == (mother, "sospensione", date(2026, 2, 20))


def test_when_a_curatore_speciale_is_compulsory(world) -> None:
    order = OrderFactory(cases=[world.case])
    proceeding = order.proceeding
    assert curatore_needed(proceeding) == []
    kinds = {MandateKind.AFFIDAMENTO_FAMILIARE}
    MandateFactory(order=order, cases=[world.case], kind=MandateKind.AFFIDAMENTO_FAMILIARE)
    assert len(curatore_needed(proceeding)) == 1
    state_curator_reasons(proceeding=proceeding, unrepresented=True, curator_asked=True, by=world.owner)
    proceeding.refresh_from_db()
    assert len(curator_missing(proceeding, kinds, TODAY)) == 3
    role = {"kind": ProceedingRoleKind.CURATORE_SPECIALE, "name": "Avv. Prova", "valid_from": TODAY}
    ProceedingRole.objects.create(proceeding=proceeding, **role)
    assert curator_missing(proceeding, kinds, TODAY) == []
    assert curator_missing(proceeding, kinds, date(2026, 2, 28))
    assert curatore_needed(ProceedingFactory(kind=ProceedingKind.CONVALIDA_403))


def test_the_checks_of_a_case(world) -> None:
    assert findings(world.case) == []
    old = ProceedingFactory(
        kind=ProceedingKind.DECADENZA_330,
        transferred_to=ProceedingFactory(cases=[world.case], kind=ProceedingKind.DECADENZA_330),
        transferred_on=date(2026, 1, 10),
    )
    endless = {"first_term_amount": None, "no_term_reason": "Non indicato."}
    MandateFactory(order=OrderFactory(proceeding=old), cases=[world.case], **endless)
    gone = OfficeFactory(valid_to=date(2025, 1, 1))
    entrusted = MandateFactory(cases=[world.case], kind=MandateKind.AFFIDAMENTO_SERVIZIO, recipient=gone)
    placed = MandateFactory(cases=[world.case], kind=MandateKind.COLLOCAMENTO_COMUNITA)
    entrusted.executor.active = False
    entrusted.executor.save()
    TeamMember.objects.filter(case=world.case).delete()
    Deadline.objects.create(
        case=world.case, title="Proposta", due_on=date(2026, 2, 1), origin=f"foster:{placed.pk}:1"
    )
    said = "\n".join(found.text for found in findings(world.case))
    for words in [
        "né termine né periodicità",
        "non è più attiva",
        "il procedimento è stato trasferito il 10/01/2026",
        "è stato soppresso il 1°/01/2025",
        "nessun atto è attribuito",
        "nessuno è nell'équipe",
        "entro il 1°/02/2026",
        "Manca il curatore speciale",
    ]:
        assert words in said


# --- Ages -----------------------------------------------------------------------------------------------
def child(world, born: date) -> Case:
    return CaseFactory(unit=world.unit, person=PersonFactory(controller=world.comune, birth_date=born))


def ages(case: Case) -> dict[date, str]:
    return dict(case.deadlines.filter(origin__startswith="age:").values_list("due_on", "state"))


@pytest.mark.parametrize(
    ("born", "under_mandate", "due"),
    [
        (date(2014, 5, 4), True, [date(2026, 5, 4)]),  # twelve
        (date(2014, 5, 4), False, []),
        (date(2012, 2, 10), True, []),  # fourteen before the mandate
        (date(2012, 2, 20), True, [date(2026, 2, 20)]),  # nobody was told in time: still owed
        (date(2008, 9, 10), False, [date(2026, 9, 10)]),  # eighteen asks no mandate
        (date(2008, 12, 9), True, [date(2026, 6, 9), date(2026, 9, 9)]),  # 17 and a half, 17 and 9 months
        (date(2014, 12, 9), True, []),  # too far away yet
    ],
)
def test_which_ages_are_owed(world, born, under_mandate, due) -> None:
    case = child(world, born)
    if under_mandate:
        MandateFactory(cases=[case], starts_on=date(2026, 2, 15))
    keep_age_deadlines(today=TODAY)
    assert sorted(ages(case)) == due
    assert keep_age_deadlines(today=TODAY) == 0


def test_born_on_29_february(world) -> None:
    """The earlier reading: docs/decisions/0002-legal-terms.md."""
    case = child(world, date(2008, 2, 29))
    keep_age_deadlines(today=date(2026, 1, 10))
    (found,) = case.deadlines.all()
    assert (found.due_on, found.opens_on) == (date(2026, 2, 28), date(2025, 11, 30))
    assert "Nato il 29 febbraio" in found.explanation


def test_an_age_follows_its_case(world) -> None:
    case = child(world, date(2012, 5, 4))
    mandate = MandateFactory(cases=[case], starts_on=date(2026, 2, 15))
    keep_age_deadlines(today=TODAY)
    Mandate.objects.filter(pk=mandate.pk).update(state="revocato")
    assert [keep_age_deadlines(today=TODAY), ages(case)] == [1, {date(2026, 5, 4): "annullata"}]
    Mandate.objects.filter(pk=mandate.pk).update(state="attivo")
    assert [keep_age_deadlines(today=TODAY), ages(case)] == [1, {date(2026, 5, 4): "aperta"}]
    case.person.birth_date = date(2012, 5, 6)
    case.person.save()
    assert [keep_age_deadlines(today=TODAY), ages(case)] == [1, {date(2026, 5, 6): "aperta"}]
    Case.unscoped.filter(pk=case.pk).update(status=CaseStatus.CHIUSO, closed_on=TODAY)
    assert [keep_age_deadlines(today=TODAY), ages(case)] == [1, {date(2026, 5, 6): "annullata"}]


def test_an_age_is_done_with_a_note(world) -> None:
    world.case.person.birth_date = date(2012, 5, 4)
    world.case.person.save()
    MandateFactory(cases=[world.case], starts_on=date(2026, 2, 15))
    keep_age_deadlines(today=TODAY)
    found = world.case.deadlines.get(origin__startswith="age:")
    with pytest.raises(PermissionDenied):
        finish_duty(deadline=found, done_on=TODAY, note="Informato", by=world.reader)
    finish_duty(deadline=found, done_on=TODAY, note="Informato il minore", by=world.owner)
    assert [keep_age_deadlines(today=TODAY), ages(world.case)] == [0, {date(2026, 5, 4): "adempiuta"}]
