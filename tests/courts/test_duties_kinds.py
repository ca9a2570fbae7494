"""What the kind of a mandate asks: entrustment, vigilance, placements, juvenile projects."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from cases.models import Deadline
from courts.actions.closing_duties import finish_duty
from courts.actions.entrustment import ActData, name_responsible, set_acts
from courts.actions.juvenile import write_project
from courts.actions.mandates import (
    MandateData,
    fulfil_mandate,
    give_mandate,
    give_up_mandate,
    suspend_mandate,
)
from courts.actions.own_duties import keep_own_duties
from courts.actions.placements import declare_no_conflict, start_placement
from courts.enums import Act, ActHolder, MandateKind, MandateState
from courts.forms.duties import ProjectForm, ResponsibleForm
from courts.forms.effects import CuratorForm
from courts.legal_numbers import in_words
from courts.letters import proposal_of
from courts.models import LegalNumber, Mandate
from courts.order_sheet import next_steps, with_what_is_written
from tests.factories.courts import OrderFactory

pytestmark = pytest.mark.django_db
K = MandateKind
TODAY = date(2026, 3, 1)
SCHOOL = ActData(act=Act.SCUOLA, holder=ActHolder.SERVIZIO)


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def given(world):
    """Give a mandate by the product's own door, from an order received on 16 February 2026."""
    order = OrderFactory(
        cases=[world.case, world.sibling],
        decided_on=date(2026, 2, 10),
        deposited_on=None,
        received_on=date(2026, 2, 16),
    )

    def give(kind, **fields) -> Mandate:
        terms = {"every_months": 6, "ends_on": date(2028, 2, 16)}
        data = MandateData(
            kind=kind, task_text="Compiti.", cases=[world.case, world.sibling], **terms | fields
        )
        return give_mandate(order=order, data=data, by=world.owner)

    return give


def duty(mandate: Mandate, prefix: str) -> Deadline:
    """One of the two alike rows, of the two children."""
    first, second = Deadline.objects.filter(origin=f"{prefix}:{mandate.pk}:1")
    assert (first.due_on, first.state, first.proof) == (second.due_on, second.state, second.proof)
    return first


@pytest.mark.parametrize(
    ("kind", "fields", "field", "said"),
    [
        (K.AFFIDAMENTO_SERVIZIO, {"ends_on": None}, "ends_on", "indicare quando termina"),
        (
            K.AFFIDAMENTO_SERVIZIO,
            {"ends_on": date(2028, 2, 17)},
            "ends_on",
            "al massimo 24 mesi, fino al 16/02/2028",
        ),
        (K.AFFIDAMENTO_SERVIZIO, {"every_months": 7}, "every_months", "almeno ogni 6 mesi"),
        (
            K.AFFIDAMENTO_SERVIZIO,
            {"every_months": None, "first_term_amount": 60},
            "every_months",
            "ogni 6 mesi",
        ),
        (K.AFFIDAMENTO_FAMILIARE, {"ends_on": date(2028, 2, 17)}, "ends_on", "24 mesi"),
        (K.COLLOCAMENTO_COMUNITA, {"ends_on": date(2028, 2, 17)}, "ends_on", "24 mesi"),
        (K.VIGILANZA_SUPPORTO, {"acts": [SCHOOL]}, "acts", "Cass. 32290/2023"),
        (K.INDAGINE_SOCIALE, {"acts": [SCHOOL]}, "acts", "solo nell'affidamento al servizio"),
        (K.AFFIDAMENTO_SERVIZIO, {"acts": [SCHOOL, SCHOOL]}, "acts", "due volte"),
    ],
)
def test_what_an_order_of_this_kind_cannot_say(given, kind, fields, field, said) -> None:
    with pytest.raises(ValidationError) as refused:
        given(kind, **fields)
    assert said in refused.value.message_dict[field][0]


def test_vigilance_needs_no_end(given) -> None:
    assert given(K.VIGILANZA_SUPPORTO, ends_on=None).ends_on is None


def test_the_matrix_of_an_entrustment(world, given) -> None:
    mandate = given(K.AFFIDAMENTO_SERVIZIO, acts=[SCHOOL])
    acts = [ActData(act=Act.SALUTE, holder=ActHolder.GENITORI, note="salvo urgenze"), SCHOOL]
    set_acts(mandate=mandate, acts=acts, by=world.owner)
    set_acts(mandate=mandate, acts=acts[:1], by=world.owner)
    assert list(mandate.acts.values_list("act", "holder", "note")) == [
        ("salute", "genitori", "salvo urgenze")
    ]
    with pytest.raises(ValidationError):
        set_acts(mandate=mandate, acts=[], by=world.owner)
    with pytest.raises(ValidationError, match="32290/2023"):
        set_acts(mandate=given(K.VIGILANZA_SUPPORTO), acts=acts, by=world.owner)


def test_the_responsible_is_named_within_15_days(world, given) -> None:
    mandate = given(K.AFFIDAMENTO_SERVIZIO)
    found = duty(mandate, "named")
    assert found.due_on == date(2026, 3, 3)
    assert "15 giorni" in found.explanation
    for wrong in [
        {"responsible": world.outsider, "named_on": TODAY},
        {"responsible": world.coordinator, "named_on": date(2026, 3, 2)},
        {"responsible": world.coordinator, "named_on": date(2026, 2, 9)},
    ]:
        with pytest.raises(ValidationError):
            name_responsible(mandate=mandate, by=world.owner, **wrong)
    name_responsible(mandate=mandate, responsible=world.coordinator, named_on=TODAY, by=world.owner)
    assert (duty(mandate, "named").state, duty(mandate, "named").proof) == (
        "adempiuta",
        "Nomina del 1°/03/2026",
    )
    assert keep_own_duties() == 0


@pytest.mark.parametrize(
    ("ends_on", "due_on"),
    [
        (None, date(2027, 10, 15)),  # 16 October 2027 is a Saturday: an internal target moves earlier
        (date(2028, 2, 16), date(2027, 10, 15)),
        (date(2027, 2, 16), date(2026, 10, 16)),  # one year: four months before
        (date(2026, 4, 16), date(2026, 2, 16)),  # shorter than the notice: at once
    ],
)
def test_month_20_of_foster_care(given, ends_on, due_on) -> None:
    mandate = given(K.AFFIDAMENTO_FAMILIARE, every_months=1, ends_on=ends_on)
    assert duty(mandate, "foster").due_on == due_on


def test_the_sweep_helps_the_mandates_that_lack_a_duty(given) -> None:
    mandate = given(K.COLLOCAMENTO_COMUNITA)
    Deadline.objects.filter(origin=f"foster:{mandate.pk}:1").delete()
    assert [keep_own_duties(), keep_own_duties()] == [1, 0]


def test_no_placement_without_its_declaration(world, given) -> None:
    mandate = given(K.AFFIDAMENTO_FAMILIARE)
    for refused in (
        lambda: start_placement(mandate=mandate, placed_on=TODAY, by=world.owner),
        lambda: fulfil_mandate(mandate=mandate, reason="Fatto", by=world.owner),
    ):
        with pytest.raises(ValidationError, match="assenza di conflitto"):
            refused()
    declaration = {"carer": "Famiglia Prova", "no_kinship": True, "no_office": True, "declared_on": TODAY}
    with pytest.raises(ValidationError) as partial:
        declare_no_conflict(mandate=mandate, by=world.owner, **declaration | {"no_office": False})
    assert list(partial.value.message_dict) == ["no_office"]
    declare_no_conflict(mandate=mandate, by=world.owner, **declaration)
    with pytest.raises(ValidationError) as early:
        start_placement(mandate=mandate, placed_on=date(2026, 2, 28), by=world.owner)
    assert list(early.value.message_dict) == ["placed_on"]
    assert start_placement(mandate=mandate, placed_on=TODAY, by=world.owner).placed_on == TODAY
    fulfil_mandate(mandate=mandate, reason="Fatto", by=world.owner)


def test_a_proposal_ends_with_its_note(world, given) -> None:
    mandate = given(K.AFFIDAMENTO_FAMILIARE)
    found = Deadline.objects.filter(origin=f"foster:{mandate.pk}:1").first()
    for wrong in ({"done_on": date(2026, 3, 2), "note": "Inviata"}, {"done_on": TODAY, "note": " "}):
        with pytest.raises(ValidationError):
            finish_duty(deadline=found, by=world.owner, **wrong)
    assert finish_duty(deadline=found, done_on=TODAY, note="Inviata, prot. 12", by=world.owner) == 2
    assert duty(mandate, "foster").proof == "Fatto il 1°/03/2026: Inviata, prot. 12"
    report = Deadline.objects.filter(origin=mandate.origin(1)).first()
    with pytest.raises(ValidationError, match="con il suo atto"):
        finish_duty(deadline=report, done_on=TODAY, note="Inviata", by=world.owner)


def test_what_stops_a_mandate_stops_its_own_duties(world, given) -> None:
    mandate = given(K.AFFIDAMENTO_SERVIZIO)
    suspend_mandate(mandate=mandate, reason="Reclamo", by=world.owner)
    assert duty(mandate, "named").state == "annullata"


def test_an_order_that_cannot_be_carried_out_is_told_at_once(world, given) -> None:
    mandate = given(K.AFFIDAMENTO_SERVIZIO)
    give_up_mandate(mandate=mandate, reason="Famiglia irreperibile", by=world.owner)
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert (mandate.state, mandate.state_reason) == (MandateState.NON_ESEGUIBILE, "Famiglia irreperibile")
    assert not Deadline.objects.open().filter(origin__startswith="mandate:").exists()
    assert (duty(mandate, "told").due_on, duty(mandate, "told").state) == (TODAY, "aperta")


PROJECT = {
    "starts_on": date(2026, 3, 1),
    "ends_on": date(2027, 3, 1),
    "hearing_on": date(2027, 3, 30),
    "family_involvement": "Colloqui con i genitori.",
    "commitments": "Scuola e volontariato.",
    "roles": "USSM e servizio.",
    "reparation": "Lettera alla persona offesa.",
}


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        (K.PROGETTO_MAP, {"ends_on": date(2027, 3, 2)}, "ends_on"),
        (K.PROGETTO_MAP, {"ends_on": date(2029, 3, 2), "serious": True}, "ends_on"),
        (K.PROGETTO_MAP, {"reparation": ""}, "reparation"),
        (K.PROGETTO_ART25, {"ends_on": date(2026, 3, 1)}, "ends_on"),
        (K.PROGETTO_ART25, {"roles": ""}, "roles"),
        (K.PROGETTO_ART25, {"hearing_on": date(2026, 2, 1)}, "hearing_on"),
    ],
)
def test_a_juvenile_project_is_whole_and_not_too_long(world, given, kind, fields, field) -> None:
    with pytest.raises(ValidationError) as refused:
        write_project(mandate=given(kind, every_months=3), by=world.owner, **PROJECT | fields)
    assert field in refused.value.message_dict


def test_the_final_report_comes_before_the_hearing(world, given) -> None:
    mandate = given(K.PROGETTO_MAP, every_months=3)
    write_project(mandate=mandate, by=world.owner, **PROJECT)
    assert duty(mandate, "juvenile").due_on == date(2027, 3, 15)
    write_project(mandate=mandate, by=world.owner, **PROJECT | {"hearing_on": date(2027, 4, 6)})
    assert duty(mandate, "juvenile").due_on == date(2027, 3, 22)
    longer = PROJECT | {"ends_on": date(2029, 3, 1), "serious": True, "hearing_on": None}
    write_project(mandate=mandate, by=world.owner, **longer)
    assert duty(mandate, "juvenile").due_on == date(2029, 2, 14)
    with pytest.raises(ValidationError):
        write_project(mandate=given(K.INDAGINE_SOCIALE), by=world.owner, **PROJECT)


def test_month_20_is_counted_from_the_placement(given, world) -> None:
    """L. 184/1983 art. 4 c.4: 24 months from the day the child went; the proposal is ready at month 20."""
    mandate = given(K.AFFIDAMENTO_FAMILIARE, ends_on=None)
    assert duty(mandate, "foster").due_on == date(2027, 10, 15)  # 16/10/2027 is a Saturday
    declare = {"carer": "Famiglia di prova", "no_kinship": True, "no_office": True}
    declare_no_conflict(mandate=mandate, declared_on=date(2026, 2, 20), by=world.owner, **declare)
    start_placement(mandate=mandate, placed_on=date(2026, 2, 25), by=world.owner)
    moved = duty(mandate, "foster")
    assert moved.due_on == date(2027, 10, 25)
    assert "Dal collocamento: 20 mesi dal 25/02/2026" in moved.explanation
    proposal = proposal_of(Mandate.objects.get(pk=mandate.pk))
    assert (proposal.started_on, proposal.ends_on) == (date(2026, 2, 25), date(2028, 2, 25))
    assert proposal.why.startswith("24 mesi dal 25/02/2026")


def test_pages_write_the_numbers_of_the_law_as_their_table_has_them(given) -> None:
    """L. 184/1983 artt. 4 and 5-bis, D.P.R. 448/1988 art. 28: a changed number changes what is read."""
    changed = {"5bis-responsabile": 20, "affido-durata": 30, "map-durata": 18}
    changed |= {"map-pena-grave": 120, "curatore-richiesta": 180}
    for slug, amount in changed.items():
        LegalNumber.objects.filter(slug=slug).update(amount=amount)
    entrusted, trial = given(K.AFFIDAMENTO_SERVIZIO), given(K.PROGETTO_MAP)
    placed = given(K.AFFIDAMENTO_FAMILIARE)
    assert "20 giorni" in ResponsibleForm(mandate=entrusted).fields["named_on"].help_text
    serious = ProjectForm(mandate=trial).fields["serious"].help_text
    assert "18 mesi" in serious
    assert "almeno 10 anni" in serious
    assert "almeno 15 anni" in CuratorForm().fields["curator_asked"].help_text
    assert proposal_of(placed).longest == "30 mesi"
    mandates = with_what_is_written(Mandate.objects.filter(pk=entrusted.pk))
    assert next_steps(mandates, [])[0].why == "Entro 20 giorni dalla notifica (art. 5-bis L. 184/1983)."
    LegalNumber.objects.filter(slug="5bis-responsabile").delete()
    assert "da inserire" in in_words("5bis-responsabile", TODAY)
