"""The people every view meets, and the small world they work in."""

import gc
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation, Unit, User
from cases.models import Case
from cases.permissions import grant
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UnitFactory, UserFactory
from tests.factories.cases import CaseFactory, HouseholdMemberFactory, TeamMemberFactory
from tests.factories.reports import outlines_of_the_product
from tests.kept import kept

pytest_plugins = [
    "tests.browser",
    "tests.flushing",
    "tests.pec",
    "tests.worker",
    "tests.factories.everything",
    "tests.matrix.visits",
]


@dataclass
class World:
    """Two titolari, one cooperative, three units, siblings in one household, and everybody around them."""

    cooperative: Organisation
    comune: Organisation
    other_comune: Organisation
    unit: Unit
    other_unit: Unit
    far_unit: Unit
    owner: User  # responsible for both siblings
    coordinator: User  # leads the unit
    reader: User  # same unit, may read the first sibling's case only
    colleague: User  # same unit, no part in the cases
    stranger: User  # same role in another unit of the same titolare
    outsider: User  # same role for another titolare, same cooperative
    administrator: User
    privacy: User
    disabled: User  # was the owner's twin, account off
    case: Case
    sibling: Case


def member(role: Role, unit: Unit, **fields: object) -> User:
    user = UserFactory(**fields)
    MembershipFactory(user=user, unit=unit, role=role)
    return user


@pytest.fixture
def world(db: None) -> World:
    return kept(build_world)


def build_world() -> World:
    """The people and the two siblings, in the database of the running test."""
    outlines_of_the_product()
    cooperative = OrganisationFactory(name="Cooperativa Esempio", kind=OrganisationKind.COOPERATIVA)
    comune, other = OrganisationFactory(name="Comune di Alfa"), OrganisationFactory(name="Comune di Beta")
    unit = UnitFactory(name="Tutela Minori", organisation=cooperative, controller=comune)
    other_unit = UnitFactory(name="Servizio educativo", organisation=cooperative, controller=comune)
    far_unit = UnitFactory(name="Tutela Minori", organisation=cooperative, controller=other)
    owner = member(Role.OPERATORE, unit, email="owner@ente.example")
    disabled = member(Role.OPERATORE, unit, email="disabled@ente.example", is_active=False)
    reader = member(Role.OPERATORE, unit, email="reader@ente.example")
    administrator = UserFactory(email="admin@ente.example", is_staff=True, is_superuser=True)
    MembershipFactory(user=administrator, unit=None, organisation=cooperative, role=Role.AMMINISTRATORE)
    privacy = UserFactory(email="privacy@ente.example")
    MembershipFactory(user=privacy, unit=None, organisation=comune, role=Role.REFERENTE_PRIVACY)
    case = CaseFactory(unit=unit)
    sibling = CaseFactory(unit=unit, household=case.household)
    for child in (case, sibling):
        HouseholdMemberFactory(household=case.household, person=child.person)
        TeamMemberFactory(case=child, user=owner, responsible=True)
        TeamMemberFactory(case=child, user=disabled)
    grant(case=case, to=reader, permission="view_case", by=owner)
    return World(
        cooperative=cooperative,
        comune=comune,
        other_comune=other,
        unit=unit,
        other_unit=other_unit,
        far_unit=far_unit,
        owner=owner,
        coordinator=member(Role.COORDINATORE, unit, email="coordinator@ente.example"),
        reader=reader,
        colleague=member(Role.OPERATORE, unit, email="colleague@ente.example"),
        stranger=member(Role.OPERATORE, other_unit, email="stranger@ente.example"),
        outsider=member(Role.OPERATORE, far_unit, email="outsider@ente.example"),
        administrator=administrator,
        privacy=privacy,
        disabled=disabled,
        case=case,
        sibling=sibling,
    )


@pytest.fixture
def sign_in():
    """A client signed in as somebody: `sign_in(world.owner).get(...)`."""

    def client_for(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return client_for


# Every run asks the same questions; `--hypothesis-profile=explore` asks others. How long an answer takes says
# more of the machine than of the code.
UNTIMED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("repeatable", derandomize=True, **UNTIMED)
hypothesis_settings.register_profile("explore", derandomize=False, **UNTIMED)


def pytest_configure() -> None:
    """Nothing to clear away while everything is being loaded."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: not to be walked through again every few requests, which was a
    quarter of the time of the tests of pages. What comes is cleared away in larger heaps."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


# The longest files, to begin with: a process that starts one last would leave the other waiting for it.
LONGEST = (
    "tests/test_two_worlds.py",
    "tests/test_pages_axe.py",
    "tests/matrix/test_matrix.py",
    "tests/test_canary.py",
    "tests/config/demo/test_filling.py",
    "tests/journeys/test_workbench.py",
    "tests/journeys/test_thread.py",
    "tests/courts/views/test_order_create.py",
    "tests/config/test_compose.py",
    "tests/reports/test_pages.py",
    "tests/cases/views/test_diary_browser.py",
    "tests/config/rehearsal/test_faults.py",
    "tests/look/test_sign_in.py",
    "tests/reports/actions/test_sending.py",
    "tests/courts/test_order_browser.py",
    "tests/reports/actions/test_receipts.py",
    "tests/config/launcher/test_servers.py",
    "tests/reports/test_pdf.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the others as they were found."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.nodeid.split("::")[0], len(LONGEST)))
