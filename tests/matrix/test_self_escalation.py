"""Whatever name a field has, a form changes what it shows and nothing else (Primero 2021, 2024, 2025)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db.models import Model

from accounts.models import Membership, Organisation, Unit, User
from cases.models import Case, CaseUserObjectPermission
from reports.models import Report
from tests.matrix.expectations import LINES
from tests.matrix.shapes import HEARD, Line
from tests.matrix.visits import Visitors, undone

APPS = ("accounts", "cases", "courts", "services", "peipa", "reports")
SENT = [line for line in LINES if line.post.get("owner") == HEARD or line.post.get("stranger") == HEARD]
# Moves of the case are what some of these forms are for; who may see it is not.
OF_A_CASE = ("reference", "person", "household", "unit", "restricted")


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One world for all forms."""


def every_field() -> Iterator[str]:
    """The name of every field of every model of ours."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            yield from (field.name for field in model._meta.fields)


@pytest.fixture(scope="module")
def forged(visitors: Visitors) -> dict[str, str]:
    """Every field name there is, with the value a thief would like best."""
    full = visitors.full
    wanted = {
        "role": "coordinatore",
        "unit": str(full.far_unit.pk),
        "organisation": str(full.other_comune.pk),
        "controller": str(full.other_comune.pk),
        "user": str(full.stranger.pk),
        "owner": str(full.stranger.pk),
        "author": str(full.stranger.pk),
        "approved_by": str(full.stranger.pk),
        "case": str(full.far.case.pk),
        "state": "approvata",
        "status": "chiuso",
        "reference": "1999/00001",
        "password": "nuova parola segreta",
    }
    return {name: wanted.get(name, "on") for name in every_field()} | wanted


def protected() -> dict[str, list[tuple[object, ...]]]:
    """What decides who may do what."""
    return {
        "users": _rows(User, "is_staff", "is_superuser", "is_active", "email", "password"),
        "memberships": _rows(Membership, "user", "role", "unit", "organisation", "valid_from", "valid_to"),
        "units": _rows(Unit, "organisation", "controller", "case_scope", "active"),
        "organisations": _rows(Organisation, "kind"),
        "cases": list(Case.unscoped.order_by("pk").values_list("pk", *OF_A_CASE)),
        "approvals": _rows(Report, "case", "mandate", "approved_by"),
    }


def _rows(model: type[Model], *fields: str) -> list[tuple[object, ...]]:
    return list(model._default_manager.order_by("pk").values_list("pk", *fields))


@dataclass(frozen=True)
class Rights:
    """Who may do what while nothing was sent: each test is undone."""

    protected: dict[str, list[tuple[object, ...]]]
    grants: set[tuple[object, ...]]


@pytest.fixture(scope="module")
def before(visitors: Visitors) -> Rights:
    return Rights(protected(), _grants())


@pytest.mark.parametrize("line", SENT, ids=str)
def test_forged_fields_change_nothing_beside_the_form(
    visitors: Visitors, before: Rights, forged: dict[str, str], line: Line
):
    url = line.url(visitors.full)
    for who in ("owner", "reader", "stranger"):
        with undone():
            answer = visitors.ask_for_good(who, "post", url, forged)
            assert answer.status < 500, answer.error
            assert protected() == before.protected, who
            assert _grants() <= before.grants, who


def _grants() -> set[tuple[object, ...]]:
    rows = CaseUserObjectPermission.objects.values_list("user", "content_object", "permission")
    return set(rows)


@pytest.mark.parametrize("who", ["stranger", "reader", "administrator"])
def test_nobody_raises_themselves_through_the_profile(
    visitors: Visitors, before: Rights, forged: dict[str, str], who: str
):
    with undone():
        visitors.ask_for_good(who, "post", "/profilo/", forged)
        visitors.ask_for_good(
            who, "post", "/accesso/email/", {"action_add": "", "email": "altra@ente.example"}
        )
        assert protected() == before.protected
