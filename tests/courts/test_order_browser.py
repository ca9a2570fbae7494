"""«Registra provvedimento» as a person does it, in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courts.models import Order
from tests.browser import assert_axe_clean, assert_fits, csp_violations, sign_in
from tests.factories.courts import PDF, OfficeFactory, RegisterFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 360])
def test_an_order_with_two_siblings_and_two_mandates(world, page_at, live_server, width) -> None:
    office, register = OfficeFactory(), RegisterFactory()
    page = page_at(width)
    sign_in(page, world.owner, live_server.url)
    page.goto(live_server.url + reverse("courts:order_create", args=[world.case.pk]))
    received = timezone.localdate() - timedelta(days=3)

    page.get_by_label(world.sibling.person.full_name).first.check()
    page.get_by_label("Ufficio", exact=True).select_option(str(office.pk))
    page.get_by_label("Materia").select_option("333_limitazione")
    page.get_by_label("Registro").select_option(str(register.pk))
    page.get_by_label("Numero", exact=True).fill("1234")
    page.get_by_label("Anno").fill(str(received.year))
    page.get_by_label("Tipo*").select_option("decreto_provvisorio")
    page.get_by_label("Deciso il").fill("31/02/2026")
    page.get_by_label("Ricevuto il").fill(f"{received:%d/%m/%Y}")
    page.locator("#id_file").set_input_files(
        {"name": "decreto.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("#id_mandates-0-kind").select_option("indagine_psicosociale")
    page.locator("#id_mandates-0-task_text").fill("Svolga un'indagine.")
    page.locator("#id_mandates-0-first_term_amount").fill("90")
    page.get_by_role("button", name="Aggiungi incarico").click()
    page.locator("#id_mandates-1-kind").select_option("aggiornamento")
    page.locator("#id_mandates-1-task_text").fill("Riferisca ogni sei mesi.")
    page.locator("#id_mandates-1-every_months").fill("6")
    expect(page.get_by_text("90 giorni dal")).to_be_visible()
    expect(page.get_by_text("1ª scadenza, ogni 6 mesi")).to_be_visible()
    assert_axe_clean(page)
    assert_fits(page)

    page.get_by_role("button", name="Registra").click()
    expect(page.get_by_text("Questa data non esiste").first).to_be_visible()
    expect(page.get_by_text("Il file «decreto.pdf» è già stato ricevuto")).to_be_visible()
    expect(page.locator("#id_decided_on")).to_have_value("31/02/2026")
    expect(page.locator("#id_mandates-1-every_months")).to_have_value("6")
    page.get_by_role("button", name="Aggiungi incarico").click()
    page.get_by_role("button", name="Togli l’incarico 3").click()
    page.get_by_label("Deciso il").fill(f"{received - timedelta(days=9):%d/%m/%Y}")
    page.get_by_role("button", name="Registra").click()

    expect(page.get_by_text("Provvedimento registrato")).to_be_visible()
    order = Order.objects.get()
    assert order.cases.count() == order.mandates.count() == 2
    assert csp_violations(page) == []
