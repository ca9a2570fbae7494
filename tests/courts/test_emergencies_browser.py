"""A removal ex art. 403 as it is registered at night, on a phone and at a desk."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courts.models import Emergency, LegalNumber
from tests.browser import assert_good_at_both_widths, csp_violations, sign_in
from tests.factories.courts import ProsecutorFactory, emergency_for, numbers_of_the_law

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_removal_to_the_first_tick(world, page_at, live_server) -> None:
    numbers_of_the_law()
    ProsecutorFactory()
    page = page_at(360)
    sign_in(page, world.owner, live_server.url)
    page.goto(live_server.url + reverse("courts:emergency_start", args=[world.case.pk]))
    page.get_by_label(world.sibling.person.full_name).check()
    for button in page.get_by_role("button", name="Adesso").all():
        button.click()
    page.get_by_label("Chi ha risposto in Procura").fill("Sostituto di turno")
    page.get_by_label("Motivi in breve").fill("Pericolo attuale in casa.")
    assert_good_at_both_widths(page)
    page.get_by_role("button", name="Registra e fai partire i termini").click()

    expect(page.locator("[data-countdown]")).to_contain_text(re.compile(r"mancano 23 ore e 5[89] minuti"))
    assert_good_at_both_widths(page)
    page.get_by_role("link", name="Segna come fatto").click()
    page.get_by_role("button", name="Adesso").click()
    page.get_by_label("Prova").fill("Ricevuta di consegna PEC")
    assert_good_at_both_widths(page)
    page.get_by_role("button", name="Segna come fatto").click()
    expect(page.locator("[data-countdown]")).to_contain_text("mancano 2 giorni e 23 ore")
    assert csp_violations(page) == []


def test_a_missed_term_is_loud_and_readable(world, page_at, live_server) -> None:
    emergency = emergency_for([world.case], world.owner, removed_at=timezone.now() - timedelta(hours=26))
    page = page_at(360)
    sign_in(page, world.owner, live_server.url)
    page.goto(live_server.url + emergency.get_absolute_url())
    expect(page.locator("main").get_by_role("alert").first).to_contain_text("La misura perde efficacia se")
    expect(page.locator("[data-countdown]")).to_contain_text("scaduto da 2 ore")
    assert_good_at_both_widths(page)


def test_the_clock_runs_in_the_page_and_reloads_it_when_time_is_up(world, page_at, live_server) -> None:
    numbers_of_the_law()
    LegalNumber.objects.filter(slug="403-trasmissione").update(amount=1)
    emergency = emergency_for([world.case], world.owner, removed_at=timezone.now() - timedelta(minutes=20))
    page = page_at(360)
    page.clock.install()
    sign_in(page, world.owner, live_server.url)
    page.goto(live_server.url + emergency.get_absolute_url())
    left = page.locator("[data-countdown]")
    expect(left).to_contain_text("minuti e")
    before = left.text_content()
    page.clock.run_for(5_000)
    expect(left).not_to_have_text(before or "")
    page.clock.run_for(600_000)
    expect(page.locator("[data-countdown-news]")).to_contain_text("mancano")
    due = Emergency.objects.get().steps.get(kind="trasmissione")
    due.due_at = timezone.now() - timedelta(minutes=1)
    due.save(update_fields=["due_at"])
    page.clock.run_for(1_900_000)
    expect(page.locator("main").get_by_role("alert").first).to_contain_text("Termine scaduto")
