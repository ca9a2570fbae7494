"""«Registra provvedimento»: what goes in, what is refused, and that nothing typed is lost."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cases.models import Deadline
from courts.enums import MandateKind
from courts.models import Mandate, Order, PendingUpload
from tests.courts.views.scene import errors_beside, order_post, pdf, row
from tests.factories.cases import CaseFactory, TeamMemberFactory
from tests.factories.courts import (
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


@pytest.fixture
def send(world, sign_in):
    """Send the form as the owner: `send(row(0), decided_on="...")`."""
    office, register = OfficeFactory(), RegisterFactory()
    url = reverse("courts:order_create", args=[world.case.pk])
    client = sign_in(world.owner)

    def sent(*rows, **fields):
        return client.post(url, order_post(world.case, office, register, *rows, **fields))

    sent.office, sent.register, sent.url, sent.client = office, register, url, client
    return sent


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("coordinator", 200),
        ("reader", 403),
        ("colleague", 404),
        ("stranger", 404),
        ("outsider", 404),
    ],
)
def test_order_create_is_for_who_may_change_the_case(world, sign_in, who, status) -> None:
    url = reverse("courts:order_create", args=[world.case.pk])
    assert sign_in(getattr(world, who)).get(url).status_code == status


def test_order_create_sends_the_anonymous_to_sign_in(world, client) -> None:
    url = reverse("courts:order_create", args=[world.case.pk])
    assert client.get(url).url.startswith(reverse("account_login"))


def test_order_with_siblings_and_two_mandates_is_registered(world, send) -> None:
    response = send(
        row(0),
        row(
            1,
            kind=MandateKind.AGGIORNAMENTO,
            first_term_amount="",
            every_months="6",
            cases=[world.sibling.pk],
        ),
        cases=[world.case.pk, world.sibling.pk],
    )
    order = Order.objects.get()
    assert response.url == f"{reverse('courts:order_detail', args=[order.pk])}?caso={world.case.pk}"
    assert str(order.proceeding.current_number) == "1234/2025 R.G. V.G."
    assert set(order.cases.all()) == {world.case, world.sibling}
    first, second = order.mandates.order_by("pk")
    assert set(first.cases.all()) == {world.case, world.sibling}
    assert set(second.cases.all()) == {world.sibling}
    assert Deadline.objects.count() == 3
    assert not PendingUpload.objects.exists()


def test_a_row_taken_off_the_page_is_no_mandate(world, send) -> None:
    send(row(0), row(2, kind=MandateKind.AGGIORNAMENTO), **{"mandates-TOTAL_FORMS": "3"})
    assert list(Mandate.objects.order_by("pk").values_list("kind", flat=True)) == [
        MandateKind.INDAGINE_PSICOSOCIALE,
        MandateKind.AGGIORNAMENTO,
    ]


WRONG = [
    ({"decided_on": "17/02/2026"}, "decided_on", "non può essere deciso dopo essere stato ricevuto"),
    ({"decided_on": "31/02/2026"}, "decided_on", "Questa data non esiste"),
    ({"received_on": "02/03/2026"}, "received_on", "nel futuro"),
    ({"instituted_on": "11/02/2026"}, "decided_on", "il procedimento è iniziato l'11/02/2026"),
    ({"deposited_on": "09/02/2026"}, "deposited_on", "non può precedere la decisione"),
    ({"decided_on": ""}, "decided_on", "obbligatorio"),
    ({"kind": ""}, "kind", "obbligatorio"),
    ({"protocol": "a\0b"}, "protocol", "caratteri che non si possono conservare"),
    ({"protocol": "x" * 61}, "protocol", "60 caratteri"),
    ({"cases": None}, "cases", "Indicare almeno un minore."),
    ({"office": ""}, "office", "Indicare l'ufficio."),
    ({"number": ""}, "number", "servono registro, numero e anno"),
    ({"number": "-1"}, "number", "maggiore o uguale a 1"),
    ({"year": "2027"}, "year", "nel futuro"),
    ({"mandates-0-first_term_amount": "0"}, "mandates-0-first_term_amount", "almeno un giorno"),
    ({"mandates-0-first_term_amount": ""}, "mandates-0-no_term_reason", "oppure perché mancano"),
    ({"mandates-0-august_suspension": "on"}, "mandates-0-august_note", "serve il motivo"),
    ({"mandates-0-ends_on": "31/03/2026"}, "mandates-0-ends_on", "prima della sua prima scadenza"),
    ({"mandates-0-starts_on": "31/02/2026"}, "mandates-0-starts_on", "Questa data non esiste"),
    ({"mandates-0-task_text": ""}, "mandates-0-task_text", "obbligatorio"),
    ({"mandates-0-kind": "inventato"}, "mandates-0-kind", "inventato"),
]


def test_wrong_input_is_refused_beside_its_field(send) -> None:
    send(row(0), decided_on="")
    waiting = {"file": None, "pending": str(PendingUpload.objects.get().token)}  # read once for all of them
    for fields, field, message in WRONG:
        response = send(row(0), **(waiting | fields))
        assert response.status_code == 200, fields
        assert message.lower() in errors_beside(response, field).lower(), fields
        assert errors_beside(response, field), fields
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (pdf(b"<html>niente</html>"), "non è un PDF leggibile"),
        (pdf(b""), "vuoto"),
        (None, "Allegare il PDF"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field(send, file, message) -> None:
    response = send(row(0), file=file)
    assert response.status_code == 200
    assert message.lower() in errors_beside(response, "file").lower()
    assert not Order.objects.exists()


def test_what_was_typed_is_still_there(send) -> None:
    response = send(
        row(0, task_text="Valuti il nucleo."),
        decided_on="31/02/2026",
        judge="Giudice Esempio",
        protocol="E/99",
    )
    for typed in ("31/02/2026", "Giudice Esempio", "E/99", "Valuti il nucleo.", "1234"):
        assertContains(response, typed)


def test_the_file_survives_a_failed_try(world, send) -> None:
    response = send(row(0), decided_on="")
    pending = PendingUpload.objects.get()
    assertContains(response, "Il file «decreto.pdf» è già stato ricevuto")
    assertContains(response, f'value="{pending.token}"')

    again = send(row(0), file=None, pending=str(pending.token), year="2027")
    assertContains(again, "Il file «decreto.pdf» è già stato ricevuto")
    assert PendingUpload.objects.get() == pending

    send(row(0), file=None, pending=str(pending.token))
    assert Order.objects.get().file.size == pdf().size
    assert not PendingUpload.objects.exists()


def test_a_newer_file_takes_the_place_of_the_one_that_waits(send) -> None:
    send(row(0), decided_on="")
    first = PendingUpload.objects.get()
    send(row(0), decided_on="", pending=str(first.token), file=pdf(name="corretto.pdf"))
    assert [one.name for one in PendingUpload.objects.all()] == ["corretto.pdf"]


def test_a_waiting_file_is_its_owners_alone(world, send, sign_in) -> None:
    send(row(0), decided_on="")
    token = str(PendingUpload.objects.get().token)
    data = order_post(world.case, send.office, send.register, row(0), file=None, pending=token)
    response = sign_in(world.coordinator).post(send.url, data)
    assertNotContains(response, "già stato ricevuto")
    assert errors_beside(response, "file") == "Allegare il PDF del provvedimento."
    sibling = reverse("courts:order_create", args=[world.sibling.pk])
    assertNotContains(send.client.post(sibling, data), "già stato ricevuto")


@pytest.mark.parametrize("token", ["niente", "0", "00000000-0000-0000-0000-000000000000", "\0"])
def test_a_made_up_token_opens_nothing(send, token) -> None:
    assert (
        errors_beside(send(row(0), file=None, pending=token), "file") == "Allegare il PDF del provvedimento."
    )


def test_no_mandates_must_be_said(send) -> None:
    response = send()
    assert "almeno un incarico" in errors_beside(response, "no_mandates")
    assert send(no_mandates="on").status_code == 302
    assert Order.objects.get().mandates.count() == 0


def test_mandate_for_a_child_not_in_the_order_is_refused(world, send) -> None:
    response = send(row(0, cases=[world.sibling.pk]))
    assert "non è fra quelli del provvedimento" in errors_beside(response, "mandates-0-cases")
    assert not Order.objects.exists()


def test_what_the_old_office_decides_after_a_transfer_goes_on_the_new_proceeding(world, send) -> None:
    """Art. 38 disp. att. c.c.: its orders stay in force, but it decides no more."""
    to = OfficeFactory(name="TO di Prova")
    new = ProceedingFactory(office=to, cases=[world.case])
    ProceedingNumberFactory(proceeding=new, number=77, year=2026)
    old = ProceedingFactory(
        office=send.office, cases=[world.case], transferred_to=new, transferred_on=date(2026, 2, 9)
    )
    response = send(row(0), proceeding=old.pk)
    assert "77/2026 R.G. V.G., TO di Prova. Sceglilo qui." in errors_beside(response, "proceeding")
    assert send(row(0), proceeding=new.pk).status_code == 302
    assert send(row(0), proceeding=old.pk, decided_on="09/02/2026").status_code == 302  # the day it went


def test_number_twice_offers_the_existing_proceeding(world, send) -> None:
    proceeding = ProceedingFactory(office=send.office, cases=[world.sibling])
    ProceedingNumberFactory(proceeding=proceeding, number=1234, year=2025)
    response = send(row(0))
    assert f"procedimento n. {proceeding.pk}" in errors_beside(response, "number")
    assertContains(response, f'<option value="{proceeding.pk}">')
    assert send(row(0), proceeding=proceeding.pk).status_code == 302
    assert Order.objects.get().proceeding == proceeding


def test_number_twice_says_nothing_of_a_hidden_proceeding(world, send) -> None:
    proceeding = ProceedingFactory(office=send.office, cases=[CaseFactory(unit=world.other_unit)])
    ProceedingNumberFactory(proceeding=proceeding, number=1234, year=2025)
    response = send(row(0))
    assert "non è fra i tuoi" in errors_beside(response, "number")
    assertNotContains(response, f"n. {proceeding.pk}: ")
    assert send(row(0), proceeding=proceeding.pk).status_code == 200


def test_two_titolari_register_one_proceeding_and_hear_nothing_of_each_other(world, send) -> None:
    foreign = ProceedingFactory(office=send.office, cases=[CaseFactory(unit=world.far_unit)])
    ProceedingNumberFactory(proceeding=foreign, number=1234, year=2025)
    TeamMemberFactory(case=foreign.cases.get(), user=world.owner)  # even who works for both
    assertNotContains(send(row(0), decided_on=""), f"n. {foreign.pk}: ")
    assert send(row(0)).status_code == 302
    own = Order.objects.get().proceeding
    assert own != foreign
    assert [str(n) for n in own.numbers.all()] == [str(n) for n in foreign.numbers.all()]


def test_a_case_that_cannot_be_changed_cannot_be_chosen(world, send) -> None:
    hidden = CaseFactory(household=world.case.household)
    response = send(row(0), cases=[world.case.pk, hidden.pk])
    assert response.status_code == 200
    assertNotContains(send.client.get(send.url), hidden.person.full_name)


def test_a_preview_explains_the_due_dates(send) -> None:
    response = send.client.post(
        reverse("courts:term_preview"),
        {
            "row": "mandates-3",
            "received_on": "10/07/2026",
            "mandates-3-first_term_amount": "60",
            "mandates-3-first_term_unit": "days",
            "mandates-3-every_months": "6",
        },
    )
    assertContains(response, "martedì 8 settembre 2026")
    assertContains(response, "60 giorni dal 10/07/2026")
    assertContains(response, "<li>", count=3)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({}, "Scrivi un termine o una periodicità"),
        ({"first_term_amount": "0"}, "Il termine è di almeno un giorno."),
        ({"first_term_amount": "novanta"}, "Scrivere un numero intero."),
        ({"first_term_amount": "60", "starts_on": "31/02/2026"}, "Questa data non esiste"),
        ({"first_term_amount": "60", "ends_on": "02/03/2026"}, "termina prima della sua prima scadenza"),
        ({"first_term_amount": "60"}, "contate da oggi"),
    ],
)
def test_a_preview_answers_anything(send, numbers, words) -> None:
    data = {f"mandates-0-{name}": value for name, value in numbers.items()}
    assertContains(send.client.post(reverse("courts:term_preview"), {"row": "mandates-0"} | data), words)


def test_order_create_asks_as_much_for_one_proceeding_as_for_four(
    world, send, django_assert_max_num_queries
) -> None:
    ProceedingNumberFactory(proceeding=ProceedingFactory(cases=[world.case]), number=1)
    with django_assert_max_num_queries(20) as one:
        send.client.get(send.url)
    for n in range(3):
        ProceedingNumberFactory(proceeding=ProceedingFactory(cases=[world.case]), number=n + 2)
        OfficeFactory()
    with django_assert_max_num_queries(20) as four:
        send.client.get(send.url)
    assert len(four) == len(one)


def test_order_create_with_errors_asks_as_much_for_four_rows_as_for_two(
    send, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(60) as two:
        send(row(0), row(1), decided_on="", file=None)
    with django_assert_max_num_queries(60) as four:
        send(row(0), row(1), row(2), row(3), decided_on="", file=None)
    assert len(four) == len(two)
