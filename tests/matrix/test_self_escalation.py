"""Whatever name a field has, a form changes what it shows and nothing else (Primero 2021, 2024, 2025)."""

from collections.abc import Iterator

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


@pytest.mark.parametrize("line", SENT, ids=str)
def test_forged_fields_change_nothing_beside_the_form(visitors: Visitors, line: Line):
    url, before, grants = line.url(visitors.full), protected(), _grants()
    for who in ("owner", "reader", "stranger"):
        with undone():
            answer = visitors.ask_for_good(who, "post", url, forged(visitors))
            assert answer.status < 500, answer.error
            assert protected() == before, who
            assert _grants() <= grants, who


def _grants() -> set[tuple[object, ...]]:
    rows = CaseUserObjectPermission.objects.values_list("user", "content_object", "permission")
    return set(rows)


@pytest.mark.parametrize("who", ["stranger", "reader", "administrator"])
def test_nobody_raises_themselves_through_the_profile(visitors: Visitors, who: str):
    before = protected()
    with undone():
        visitors.ask_for_good(who, "post", "/profilo/", forged(visitors))
        visitors.ask_for_good(
            who, "post", "/accesso/email/", {"action_add": "", "email": "altra@ente.example"}
        )
        assert protected() == before
