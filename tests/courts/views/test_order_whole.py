"""One form registers the whole order: further dates, parents, entrustment; and says what is still to do."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cases.models import Deadline, ParentalResponsibility
from courts.enums import Act, LivesWith, MandateKind
from courts.models import Order, PendingUpload
from tests.courts.test_envelopes import enveloped, upload
from tests.courts.views.scene import order_post, row
from tests.factories.cases import HouseholdMemberFactory, PersonFactory
from tests.factories.courts import PDF, OfficeFactory, OrderFactory, RegisterFactory

pytestmark = pytest.mark.django_db
ENTRUSTED = {
    "kind": MandateKind.AFFIDAMENTO_SERVIZIO,
    "first_term_amount": "",
    "every_months": "6",
    "ends_on": "16/02/2028",
}


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(date(2026, 3, 1), tick=False):
        yield


@pytest.fixture
def mother(world):
    person = PersonFactory(controller=world.comune)
    HouseholdMemberFactory(household=world.case.household, person=person, kinship="madre")
    return person


@pytest.fixture
def send(world, sign_in, mother):
    office, register = OfficeFactory(), RegisterFactory()
    url = reverse("courts:order_create", args=[world.case.pk])
    client = sign_in(world.owner)

    def sent(*rows, **fields):
        return client.post(url, order_post(world.case, office, register, *rows, **fields), follow=True)

    return sent


def effect(case, parent) -> str:
    return f"effect_{case.pk}_{parent.pk}"


def test_an_entrustment_in_one_go(world, send, mother) -> None:
    """Art. 5-bis L. 184/1983: with whom the child lives, the acts, the duration, the reports, who answers."""
    earlier = OrderFactory(cases=[world.case])
    page = send(
        row(0, **ENTRUSTED, lives_with="parenti", act_scuola="servizio", act_salute="genitori"),
        served_on="20/02/2026",
        effective_on="18/02/2026",
        expires_on="18/02/2028",
        amends=earlier.pk,
        **{effect(world.case, mother): "limitazione_333"},
    )
    order = Order.objects.exclude(pk=earlier.pk).get()
    mandate = order.mandates.get()
    assert mandate.lives_with == LivesWith.PARENTI
    assert dict(mandate.acts.values_list("act", "holder")) == {"scuola": "servizio", "salute": "genitori"}
    assert (order.served_on, order.amends) == (date(2026, 2, 20), earlier)
    held = ParentalResponsibility.objects.get(parent=mother, valid_to=None)
    assert (held.child, held.status, held.valid_from) == (
        world.case.person,
        "limitazione_333",
        date(2026, 2, 18),
    )
    assertContains(page, "Nomina il responsabile dell’affidamento")
    assertContains(page, "Entro il 9/03/2026 (art. 5-bis L. 184/1983).")  # 15 days from the service
    assertNotContains(page, "Indica a chi spettano gli atti")
    for deadline in Deadline.objects.filter(case=world.case):
        assert deadline.explanation
        assertContains(page, deadline.explanation)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ends_on": "17/02/2028"}, "dura al massimo 24 mesi, fino al 16/02/2028 (L. 184/1983 art. 5-bis)"),
        ({"ends_on": ""}, "ha una durata: indicare quando termina"),
        ({"every_months": "7"}, "almeno ogni 6 mesi (L. 184/1983 art. 5-bis)"),
        ({"every_months": "", "first_term_amount": "90"}, "chiede una relazione almeno ogni 6 mesi"),
    ],
)
def test_an_entrustment_beyond_the_law_is_refused(send, fields, said) -> None:
    assertContains(send(row(0, **(ENTRUSTED | fields))), said)
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("vigilanza_supporto", {f"act_{Act.SCUOLA}": "servizio"}, "non attribuisce atti al servizio"),
        ("vigilanza_supporto", {"lives_with": "padre"}, "non decide con chi vive il minore"),
        ("adm", {"lives_with": "padre"}, "solo nell&#x27;affidamento al servizio"),
        ("adm", {f"act_{Act.SALUTE}": "genitori"}, "solo nell&#x27;affidamento al servizio"),
    ],
)
def test_only_an_entrustment_shares_out_acts(send, kind, fields, said) -> None:
    """Cass. 32290/2023: vigilance and support decides nothing."""
    page = send(row(0, kind=kind, every_months="6", **fields))
    assertContains(page, said)
    assertContains(page, "data-entrustment open")
    assert not Order.objects.exists()


def test_an_effect_for_a_child_outside_the_order_is_refused(world, send, mother) -> None:
    page = send(row(0), **{effect(world.sibling, mother): "sospensione"})
    assertContains(page, "Il provvedimento non riguarda questo minore")
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"served_on": "01/02/2026"}, "La notifica non può precedere la decisione"),
        ({"served_on": "02/03/2026"}, "La notifica non può essere nel futuro"),
        ({"effective_on": "01/02/2026"}, "L&#x27;efficacia non può precedere la decisione"),
        ({"expires_on": "01/02/2026"}, "La scadenza non può precedere la decisione"),
    ],
)
def test_further_dates_that_cannot_be_are_refused(send, fields, said) -> None:
    assertContains(send(row(0), **fields), said)
    assert not Order.objects.exists()


def test_a_placement_asks_for_its_declaration(send) -> None:
    page = send(row(0, kind=MandateKind.COLLOCAMENTO_COMUNITA, every_months="6"))
    assertContains(page, "Raccogli la dichiarazione di assenza di conflitto")


def test_a_signed_envelope_is_kept_with_its_pdf(send, sign_in, world) -> None:
    envelope = enveloped(PDF)
    page = send(row(0, task_text=""), file=upload(envelope))
    assertContains(page, "è già stato ricevuto")
    token = str(PendingUpload.objects.get().token)
    send(row(0), file=None, pending=token)
    order = Order.objects.get()
    client = sign_in(world.owner)
    url = reverse("courts:order_file", args=[order.pk])
    assert b"".join(client.get(url).streaming_content) == PDF
    original = client.get(url, {"originale": "1"})
    assert b"".join(original.streaming_content) == envelope
    assert original["Content-Disposition"] == f'attachment; filename="provvedimento-{order.pk}.pdf.p7m"'
    assert sign_in(world.reader).get(url, {"originale": "1"}).status_code == 200
    assert sign_in(world.stranger).get(url, {"originale": "1"}).status_code == 404
