"""The pages of the duties: what each offers, what it refuses in words, how many queries it costs."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.enums import AddressKind, Kinship
from cases.models import Address
from courts.actions.deadlines import keep_deadlines
from courts.actions.own_duties import open_own_duties
from courts.enums import MandateKind, OrderKind, ProceedingRoleKind
from courts.models import ConflictDeclaration, Extension, Mandate, ProceedingRole
from tests.courts.views.scene import errors_beside
from tests.factories.cases import HouseholdMemberFactory, PersonFactory
from tests.factories.courts import MandateFactory, OrderFactory
from tests.factories.services import EnrolmentFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)
K = MandateKind


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def given(world):
    def give(kind: str, **fields) -> Mandate:
        mandate = MandateFactory(
            cases=[world.case, world.sibling], kind=kind, starts_on=date(2026, 2, 10), **fields
        )
        keep_deadlines(mandate_id=mandate.pk)
        open_own_duties(mandate=mandate)
        return mandate

    return give


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.AFFIDAMENTO_SERVIZIO, ["Nomina il responsabile", "Atti e a chi spettano", "curatore speciale"]),
        (K.VIGILANZA_SUPPORTO, ["Cass. 32290/2023"]),
        (K.AFFIDAMENTO_FAMILIARE, ["Raccogli la dichiarazione", "Proposta di proroga", "curatore speciale"]),
        (K.PROGETTO_MAP, ["Scrivi il progetto"]),
        (K.INDAGINE_SOCIALE, ["Chiedi una proroga", "Chi lo realizza"]),
    ],
)
def test_the_page_of_a_mandate_shows_what_its_kind_asks(world, sign_in, given, kind, words) -> None:
    mandate = given(kind)
    EnrolmentFactory(case=world.case, mandate=mandate)
    client = sign_in(world.owner)
    client.get(mandate.get_absolute_url())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(mandate.get_absolute_url()).content.decode()
    assert [word for word in words if word not in page] == []
    statements = [q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) < 20, len(statements)
    assert "Chiedi una proroga" not in sign_in(world.reader).get(mandate.get_absolute_url()).content.decode()


def test_more_time_is_asked_and_granted_on_the_page(world, sign_in, given) -> None:
    mandate, client = given(K.INDAGINE_SOCIALE), sign_in(world.owner)
    url = reverse("courts:mandate_extension", args=[mandate.pk])
    asked = {
        "cycle": "1",
        "requested_on": "01/03/2026",
        "requested_until": "31/02/2026",
        "reason": "La scuola risponde tardi.",
    }
    page = client.post(url, asked).content.decode()
    assert "Questa data non esiste" in page
    assert "La scuola risponde tardi." in page
    assert (
        "al massimo fino al 12/06/2026"
        in client.post(url, asked | {"requested_until": "20/06/2026"}).content.decode()
    )
    over = given(K.INDAGINE_SOCIALE, first_term_amount=10)
    late = client.post(
        reverse("courts:mandate_extension", args=[over.pk]), asked | {"requested_until": "15/03/2026"}
    )
    assert "Il termine è scaduto" in errors_beside(late, "requested_on")
    assert client.post(url, asked | {"requested_until": "15/05/2026"}).status_code == 302
    answer = {"extension": Extension.objects.get().pk, "granted": "si", "granted_until": "", "order": ""}
    assert client.post(reverse("courts:mandate_decision", args=[mandate.pk]), answer).status_code == 302
    page = client.get(mandate.get_absolute_url()).content.decode()
    assert "prima: 13/04/2026" in page
    assert "concessa" in page


def test_the_acts_are_one_form(world, sign_in, given) -> None:
    mandate, client = given(K.AFFIDAMENTO_SERVIZIO), sign_in(world.owner)
    url = reverse("courts:mandate_acts", args=[mandate.pk])
    assert "almeno un atto" in client.post(url, {}).content.decode()
    client.post(url, {"scuola": "servizio", "salute": "genitori", "salute_note": "salvo urgenze"})
    assert set(mandate.acts.values_list("act", "holder", "note")) == {
        ("scuola", "servizio", ""),
        ("salute", "genitori", "salvo urgenze"),
    }
    other = reverse("courts:mandate_acts", args=[given(K.VIGILANZA_SUPPORTO).pk])
    assert "Cass. 32290/2023" in client.post(other, {"scuola": "servizio"}).content.decode()


def test_the_letter_goes_to_everybody_and_hides_who_takes_the_child(world, sign_in, given) -> None:
    mandate, client = given(K.AFFIDAMENTO_SERVIZIO), sign_in(world.owner)
    for name, kinship in (("Madre", Kinship.MOTHER), ("Affidataria", Kinship.FOSTER_CARER)):
        person = PersonFactory(controller=world.comune, first_name=name, last_name="Inventata")
        HouseholdMemberFactory(household=world.case.household, person=person, kinship=kinship)
    role = {
        "kind": ProceedingRoleKind.CURATORE_SPECIALE,
        "name": "Avv. Prova",
        "valid_from": date(2026, 1, 1),
    }
    ProceedingRole.objects.create(proceeding=mandate.order.proceeding, **role)
    letter = reverse("courts:mandate_letter", args=[mandate.pk])
    assert "non è ancora nominato" in client.get(letter).content.decode()
    url = reverse("courts:mandate_responsible", args=[mandate.pk])
    answer = client.post(url, {"responsible": world.coordinator.pk, "named_on": "01/03/2026"})
    assert answer.status_code == 302
    page = client.get(letter).content.decode()
    for words in ["Madre Inventata", "Avv. Prova", str(mandate.recipient), str(world.coordinator), "Stampa"]:
        assert words in page
    assert "Affidataria" not in page


def test_the_proposal_hides_a_secret_placement(world, sign_in, given) -> None:
    mandate, client = given(K.AFFIDAMENTO_FAMILIARE), sign_in(world.owner)
    declared = {"no_kinship": True, "no_office": True, "declared_on": TODAY, "declared_by": world.owner}
    ConflictDeclaration.objects.create(mandate=mandate, carer="Famiglia Prova", **declared)
    url = reverse("courts:mandate_proposal", args=[mandate.pk])
    assert "Famiglia Prova" in client.get(url).content.decode()
    Address.objects.create(
        person=world.case.person, kind=AddressKind.PLACEMENT, text="via X 1", secret=True, valid_from=TODAY
    )
    page = client.get(url).content.decode()
    assert "Famiglia Prova" not in page
    assert "10 febbraio 2028" in page


def test_an_order_shows_and_takes_its_effects(world, sign_in, given) -> None:
    mandate, client = given(K.INDAGINE_SOCIALE), sign_in(world.owner)
    order = OrderFactory(
        cases=[world.case, world.sibling],
        kind=OrderKind.REVOCA_MODIFICA,
        decided_on=date(2026, 2, 20),
        deposited_on=None,
        received_on=date(2026, 2, 24),
    )
    sent = {"mandates": [mandate.pk], "outcome": "revocato", "reason": ""}
    assert client.post(reverse("courts:order_supersede", args=[order.pk]), sent).status_code == 302
    page = client.get(reverse("courts:order_detail", args=[order.pk])).content.decode()
    assert "Indagine sociale</a>» è revocato." in page
    urge = client.post(reverse("courts:order_urge", args=[order.pk]), {}).content.decode()
    assert "Vale solo per un provvedimento di tipo «Sollecito»." in urge


def test_the_checks_are_a_panel_of_the_tab(world, sign_in, given) -> None:
    given(K.AFFIDAMENTO_SERVIZIO)
    url = reverse("courts:case_findings", args=[world.case.pk])
    tab = sign_in(world.owner).get(reverse("courts:case_orders", args=[world.case.pk])).content.decode()
    assert f'hx-get="{url}"' in tab
    panel = sign_in(world.owner).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "nessun atto è attribuito" in panel
    assert "<html" not in panel
    page = sign_in(world.reader).get(url).content.decode()
    assert "nessun atto è attribuito" in page
    assert "/atti/" not in page
