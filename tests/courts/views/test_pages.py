"""The pages of orders, mandates and numbers: who sees them and what they show."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AccessLog
from courts.actions.deadlines import keep_deadlines
from courts.enums import MandateState
from courts.models import Mandate, Office
from tests.factories.cases import CaseFactory
from tests.factories.courts import PDF, MandateFactory, OrderFactory, ProceedingNumberFactory, RegisterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(date(2026, 3, 1), tick=False):
        yield


@pytest.fixture
def mandate(world) -> Mandate:
    """About the first sibling only, so that the reader sees it whole."""
    mandate = MandateFactory(cases=[world.case], starts_on=date(2026, 2, 16), every_months=6)
    ProceedingNumberFactory(proceeding=mandate.order.proceeding, number=77, year=2025)
    keep_deadlines()
    return mandate


def url_of(page: str, world, mandate: Mandate) -> str:
    ids = {
        "case_orders": world.case.pk,
        "order_detail": mandate.order_id,
        "order_file": mandate.order_id,
        "mandate_detail": mandate.pk,
        "mandate_step": mandate.pk,
        "proceeding_number_add": mandate.order.proceeding_id,
    }
    return reverse(f"courts:{page}", args=[ids[page]])


READ = ["case_orders", "order_detail", "order_file", "mandate_detail"]
WRITE = ["mandate_step", "proceeding_number_add"]


@pytest.mark.parametrize("page", READ + WRITE)
@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("owner", 200, 200),
        ("coordinator", 200, 200),
        ("reader", 200, 403),
        ("colleague", 404, 404),
        ("stranger", 404, 404),
        ("outsider", 404, 404),
        ("administrator", 404, 404),
        ("privacy", 404, 404),
    ],
)
def test_who_sees_a_page(world, mandate, sign_in, page, who, reads, writes) -> None:
    response = sign_in(getattr(world, who)).get(url_of(page, world, mandate))
    assert response.status_code == (reads if page in READ else writes)


@pytest.mark.parametrize("page", READ + WRITE)
def test_anonymous_goes_to_sign_in(world, mandate, client, page) -> None:
    assert client.get(url_of(page, world, mandate)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("page", [page for page in READ + WRITE if page != "case_orders"])
def test_hidden_and_missing_answer_alike(world, mandate, sign_in, page) -> None:
    client = sign_in(world.stranger)
    hidden = client.get(url_of(page, world, mandate))
    missing = client.get(reverse(f"courts:{page}", args=[999_999]))
    assert hidden.content == missing.content


@pytest.mark.parametrize("page", READ)
def test_reading_is_logged(world, mandate, sign_in, page) -> None:
    sign_in(world.owner).get(url_of(page, world, mandate))
    assert AccessLog.objects.filter(action=f"courts:{page}").get().case_ids == [world.case.pk]


def test_the_file_is_a_download_that_says_nothing(world, mandate, sign_in) -> None:
    response = sign_in(world.reader).get(url_of("order_file", world, mandate))
    assert response.getvalue() == PDF
    assert response["Content-Disposition"] == f'attachment; filename="provvedimento-{mandate.order_id}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_pages_name_only_the_children_in_sight(world, sign_in) -> None:
    shared = MandateFactory(cases=[world.case, world.sibling])
    keep_deadlines()
    name = world.sibling.person.first_name
    for page in ("order_detail", "mandate_detail"):
        assertNotContains(sign_in(world.reader).get(url_of(page, world, shared)), name)
        assertContains(sign_in(world.owner).get(url_of(page, world, shared)), name)
    assert AccessLog.objects.filter(user_id=world.reader.pk).values_list("case_ids", flat=True)[0] == [
        world.case.pk
    ]


def test_mandate_of_a_hidden_sibling_alone_is_not_on_the_page_of_their_order(world, sign_in) -> None:
    order = OrderFactory(cases=[world.case, world.sibling])
    MandateFactory(order=order, cases=[world.case], kind="adm")
    hidden = MandateFactory(order=order, cases=[world.sibling], kind="sostegno_psicologico")
    client = sign_in(world.reader)
    page = client.get(reverse("courts:order_detail", args=[order.pk]))
    assertContains(page, "Assistenza domiciliare minori")
    assertNotContains(page, "Sostegno psicologico")
    assertNotContains(client.get(reverse("courts:case_orders", args=[world.case.pk])), "Sostegno psicologico")
    assert client.get(reverse("courts:mandate_detail", args=[hidden.pk])).status_code == 404


def test_change_needs_every_child(world, sign_in) -> None:
    """The coordinator of the unit may, a worker of one sibling only may not."""
    shared = MandateFactory(cases=[world.case, CaseFactory(unit=world.other_unit)])
    assert sign_in(world.owner).get(url_of("mandate_step", world, shared)).status_code == 403
    assertNotContains(sign_in(world.owner).get(shared.get_absolute_url()), "Cambia stato")


def test_the_tab_shows_numbers_mandates_and_the_next_deadline(world, mandate, sign_in) -> None:
    page = sign_in(world.reader).get(url_of("case_orders", world, mandate))
    assertContains(page, "77/2025 R.G. V.G.")
    assertContains(page, "Decreto provvisorio del 3 febbraio 2025")
    assertContains(page, "60 giorni dal 16/02/2026")
    assertContains(page, "17/04/2026")
    assertNotContains(page, "Registra provvedimento")


def test_an_empty_tab_offers_the_first_order(world, sign_in) -> None:
    url = reverse("courts:case_orders", args=[world.case.pk])
    assertContains(sign_in(world.owner).get(url), reverse("courts:order_create", args=[world.case.pk]))
    assertContains(sign_in(world.reader).get(url), "Nessun provvedimento")


def test_a_shared_page_stands_under_the_tabs_of_the_case_one_came_from(world, sign_in) -> None:
    order = OrderFactory(cases=[world.case, world.sibling])
    url = reverse("courts:order_detail", args=[order.pk])
    client = sign_in(world.owner)
    assert client.get(f"{url}?caso={world.sibling.pk}").context["case"] == world.sibling
    for strange in ("", "?caso=abc", "?caso=999999"):
        assert client.get(url + strange).status_code == 200


def test_step_needs_a_reason_and_moves_the_mandate(world, mandate, sign_in) -> None:
    client, url = sign_in(world.owner), url_of("mandate_step", world, mandate)
    assertContains(client.post(url, {"step": "suspend", "reason": ""}), "obbligatorio")
    assertContains(client.post(url, {"step": "resume", "reason": "Decreto"}), "opzione valida")
    assert client.post(url, {"step": "suspend", "reason": "Decreto"}).status_code == 302
    assert Mandate.objects.values_list("state", flat=True).get(pk=mandate.pk) == MandateState.SOSPESO
    assertContains(client.get(mandate.get_absolute_url()), "Incarico sospeso: Decreto")


def test_new_number_takes_the_place_of_the_old(world, mandate, sign_in) -> None:
    proceeding = mandate.order.proceeding
    data = {
        "office": proceeding.office_id,
        "register": RegisterFactory(code="R.G.").pk,
        "number": "5",
        "year": "2026",
        "current": "on",
    }
    client, url = sign_in(world.owner), url_of("proceeding_number_add", world, mandate)
    assertContains(client.post(url, data | {"year": "2031"}), "nel futuro")
    assert client.post(url, data).url == proceeding.get_absolute_url()
    assert [(str(n), n.current) for n in proceeding.numbers.all()] == [
        ("5/2026 R.G.", True),
        ("77/2025 R.G. V.G.", False),
    ]
    assertContains(client.post(url, data), "già registrato")


@pytest.mark.parametrize("page", ["case_orders", "order_detail", "mandate_detail"])
def test_a_page_asks_as_much_for_one_row_as_for_three(
    world, mandate, sign_in, django_assert_max_num_queries, page
) -> None:
    client, url = sign_in(world.owner), url_of(page, world, mandate)
    client.get(url)
    with django_assert_max_num_queries(20) as one:
        client.get(url)
    for n in range(3):
        order = OrderFactory(cases=[world.case]) if page == "case_orders" else mandate.order
        MandateFactory(order=order, cases=[world.case], starts_on=date(2026, 2, 16))
        ProceedingNumberFactory(proceeding=order.proceeding, number=n + 100, current=order != mandate.order)
    mandate.cases.add(world.sibling)
    keep_deadlines(today=date(2028, 3, 1))
    with django_assert_max_num_queries(20) as more:
        client.get(url)
    assert len(more) == len(one)


def test_offices_that_are_gone_are_not_offered(world, sign_in) -> None:
    gone = Office.objects.create(name="Ufficio soppresso", pec="x@pec.example", valid_to=date(2025, 1, 1))
    page = sign_in(world.owner).get(reverse("courts:order_create", args=[world.case.pk]))
    assertNotContains(page, gone.name)
