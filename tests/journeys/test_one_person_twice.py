"""Somebody written down twice: recognised, put together, and taken apart again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Person
from tests.browser import assert_axe_clean, assert_fits, sign_in
from tests.conftest import World
from tests.factories.cases import HouseholdMemberFactory, PersonFactory
from tests.journeys.desk import Desk, field_named

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_merge_and_undo(world: World, page_at: Callable[[int], Page], live_server: LiveServer) -> None:
    mother, twin = (_mother(world, first_name) for first_name in ("Ombretta", "Ombreta"))
    desk = Desk(page_at(1280), live_server.url)
    sign_in(desk.page, world.coordinator, live_server.url)
    desk.open(world.case.get_absolute_url())
    desk.tab("Nucleo")
    desk.follow(mother.full_name)
    desk.follow("È la stessa persona di…")
    desk.follow(f"Confronta con {twin.full_name}")
    expect(desk.page.get_by_text("Che cosa succede")).to_be_visible()
    assert_axe_clean(desk.page)
    field_named(desk.page, "Perché sono la stessa persona").fill("Stesso documento.")
    desk.press("Unisci le due schede")
    desk.told("Le due schede ora sono una sola.")
    assert Person.objects.get(pk=twin.pk).merged_into == mother
    desk.follow("Separa")
    desk.press("Separa")
    desk.told("Le due persone sono di nuovo separate")
    assert_fits(desk.page)
    desk.assert_quiet()
    assert Person.objects.get(pk=twin.pk).merged_into is None


def _mother(world: World, first_name: str) -> Person:
    person = PersonFactory(controller=world.comune, first_name=first_name, last_name="Carpi")
    HouseholdMemberFactory(household=world.case.household, person=person, kinship="madre")
    return person
