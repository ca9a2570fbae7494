"""«Registra provvedimento» as a person does it, in a real browser."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from weasyprint import HTML  # noqa: TID251 - makes the paper of the test

from cases.models import Deadline
from courts.models import Order
from tests.browser import (
    assert_axe_clean,
    assert_fits,
    assert_good_at_both_widths,
    csp_violations,
    sign_in,
)
from tests.factories.courts import PDF, OfficeFactory, RegisterFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_order_with_two_siblings_and_two_mandates(world, page_at, live_server) -> None:
    """Filled in at a desk, corrected on a phone."""
    office, register = OfficeFactory(), RegisterFactory()
    page = page_at(1280)
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
    assert_good_at_both_widths(page)

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


PAPER = """
<h1>Tribunale per i minorenni di Milano</h1><p>N. 4321/2026 R.G. V.G.</p><p>Decreto provvisorio</p>
<p>Giudice relatore: Paola Fittizia.</p>
{filler}
<p>Il Tribunale, in via provvisoria, dispone quanto segue.</p>
<p>Incarica il servizio sociale di svolgere un'indagine psicosociale sul nucleo entro 90 giorni.</p>
<p>Dispone incontri protetti tra i minori e il padre, con relazione ogni tre mesi.</p>
<p>Dispone un intervento di educativa domiciliare, con relazione ogni 4 mesi.</p>
<p>Il servizio svolga un percorso di sostegno psicologico, riferendo entro 120 giorni.</p>
<p>Così deciso nella camera di consiglio del {decided}.</p><p>Depositato in cancelleria il {deposited}.</p>
"""
FILLER = (
    '<p style="page-break-before: always">Motivi della decisione, parte {n}: il nucleo è noto dal 2019.</p>'
)


def eight_pages(received: date) -> bytes:
    """A decree of eight pages with four mandates on the last."""
    days = {"decided": received - timedelta(days=9), "deposited": received - timedelta(days=5)}
    filler = "".join(FILLER.format(n=n) for n in range(1, 8))
    written = {name: f"{day:%d/%m/%Y}" for name, day in days.items()}
    return HTML(string=PAPER.format(filler=filler, **written)).write_pdf()


def stays_beside_the_form(page: Page) -> bool:
    """At the foot of the form, the proposals are still on the screen and left of the fields."""
    page.get_by_role("button", name="Registra", exact=True).scroll_into_view_if_needed()
    read, fields = page.locator("#lettura").bounding_box(), page.locator(".order-fields").bounding_box()
    return (
        read["x"] + read["width"] <= fields["x"]
        and read["y"] > fields["y"]
        and read["y"] + read["height"] > 0
    )


def test_on_a_phone_what_was_read_is_folded_above_the_form(world, page_at, live_server) -> None:
    page = page_at(360)
    sign_in(page, world.owner, live_server.url)
    page.goto(live_server.url + reverse("courts:order_create", args=[world.case.pk]))
    paper = {
        "name": "decreto.pdf",
        "mimeType": "application/pdf",
        "buffer": eight_pages(timezone.localdate()),
    }
    page.locator("#id_file").set_input_files(paper)
    expect(page.get_by_text("Dal testo del provvedimento")).to_be_visible()
    expect(page.locator("[data-propose-all]")).to_be_hidden()
    read, fields = page.locator("#lettura").bounding_box(), page.locator(".order-fields").bounding_box()
    assert read["y"] + read["height"] <= fields["y"]
    page.get_by_text("Dal testo del provvedimento").click()
    expect(page.locator("[data-propose-all]")).to_be_visible()
    assert_axe_clean(page)
    assert_fits(page)


def test_eight_pages_two_siblings_four_mandates_in_a_dozen_gestures(world, page_at, live_server) -> None:
    """Under three minutes: one day is typed, one thing chosen, the rest is taken over from the passages."""
    OfficeFactory(name="Tribunale per i minorenni di Milano")
    RegisterFactory()
    received = timezone.localdate() - timedelta(days=3)
    page, gestures = page_at(1280), []

    def does(gesture: str, act: Callable[..., Any], *values: Any) -> None:
        gestures.append(gesture)
        act(*values)

    sign_in(page, world.owner, live_server.url)
    page.goto(live_server.url + reverse("courts:order_create", args=[world.case.pk]))
    paper = {"name": "decreto.pdf", "mimeType": "application/pdf", "buffer": eight_pages(received)}
    does("choose file", page.locator("#id_file").set_input_files, paper)
    expect(page.get_by_role("heading", name="Dal testo del provvedimento")).to_be_visible()
    assert page.locator("[data-propose]").count() >= 7
    assert page.locator("#lettura li:not(:has(blockquote))").count() == 0  # each beside its passage
    assert_fits(page)
    assert stays_beside_the_form(page)
    does("click", page.get_by_role("button", name="Riporta tutti i dati").click)
    does("click", page.get_by_label(world.sibling.person.full_name).first.check)
    does("choose", page.get_by_label("Materia").select_option, "333_limitazione")
    does("type", page.get_by_label("Ricevuto il").fill, f"{received:%d/%m/%Y}")
    for button in page.locator("[data-propose-mandate]").all():
        does("click", button.click)
    expect(page.locator(".mandate-row")).to_have_count(4)
    expect(page.get_by_text("120 giorni dal")).to_be_visible()
    assert_axe_clean(page)
    does("click", page.get_by_role("button", name="Registra", exact=True).click)

    expect(page.get_by_text("Provvedimento registrato")).to_be_visible()
    order = Order.objects.get()
    assert (order.cases.count(), order.mandates.count()) == (2, 4)
    assert str(order.proceeding.current_number) == "4321/2026 R.G. V.G."
    assert list(order.proceeding.roles.values_list("kind", "name")) == [
        ("giudice_delegato", "Paola Fittizia")
    ]
    assert gestures.count("type") == 1
    assert len(gestures) <= 10
    owed = Deadline.objects.filter(case=world.case)
    assert owed.count() >= 4
    for deadline in owed:
        assert deadline.explanation
        expect(page.locator("[data-why]", has_text=deadline.explanation).first).to_be_visible()
    assert_axe_clean(page)
    assert_fits(page)
    assert csp_violations(page) == []
