"""The ente the journeys take place in, with its certified mailbox at the running sandbox."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import OrganisationKind, Profession, Role
from accounts.models import Unit, User
from courts.models import Office
from tests.conftest import member
from tests.factories.accounts import OrganisationFactory, UnitFactory
from tests.factories.courts import OfficeFactory, RegisterFactory
from tests.factories.reports import outlines_of_the_product, sandbox_mailbox
from tests.journeys.desk import Desk
from tests.pec import COURT, Sandbox

# Journeys run beside a worker and a mail server, on machines that may be busy.
expect.set_options(timeout=15_000)


@dataclass(frozen=True)
class Scene:
    """Who works where, and for which court."""

    unit: Unit
    worker: User
    educator: User  # a psychologist: signs the report beside its author
    coordinator: User
    court: Office


@pytest.fixture
def scene(transactional_db: None, sandbox: Sandbox, new_mailbox: Callable[[], str]) -> Scene:
    outlines_of_the_product()
    cooperative = OrganisationFactory(
        name="Cooperativa Il Filo", kind=OrganisationKind.COOPERATIVA, city="Prova"
    )
    comune = OrganisationFactory(name="Comune di Prova")
    unit = UnitFactory(name="Tutela Minori", organisation=cooperative, controller=comune)
    sandbox_mailbox(sandbox, new_mailbox(), organisation=cooperative)
    RegisterFactory()
    return Scene(
        unit=unit,
        worker=member(Role.OPERATORE, unit, first_name="Chiara", last_name="Inventi"),
        educator=member(
            Role.OPERATORE, unit, first_name="Luca", last_name="Finti", profession=Profession.PSICOLOGO
        ),
        coordinator=member(Role.COORDINATORE, unit, first_name="Marta", last_name="Immaginari"),
        court=OfficeFactory(name="Tribunale per i minorenni di Milano", city="Milano", pec=COURT),
    )


@pytest.fixture
def desk_at(page_at: Callable[[int], Page], live_server: LiveServer) -> Callable[[int], Desk]:
    """A new session at a window of this width."""
    return lambda width: Desk(page_at(width), live_server.url)
