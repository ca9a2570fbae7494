"""Three pairs of eyes where the kind asks: author, second signer, approver."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.enums import Role
from courts.enums import MandateKind
from reports.actions.approval import approve, give_back, sign_second, submit, withdraw
from reports.models import Report
from reports.permissions import second_profession
from tests.factories.accounts import MembershipFactory
from tests.factories.reports import mandate_for, opened_report, ready, second_signer, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world) -> Report:
    mandate = mandate_for([world.case], kind=MandateKind.INDAGINE_PSICOSOCIALE)
    return submit(report=written(opened_report(mandate), world.owner), by=world.owner)


def test_without_the_second_signature_nobody_approves(world, waiting):
    assert second_profession(waiting) == "psicologo"
    with pytest.raises(ValidationError, match="Manca la seconda firma"):
        approve(report=waiting, by=world.coordinator)
    signed = ready(waiting)
    assert signed.second_signed_by.profession == "psicologo"
    assert approve(report=signed, by=world.coordinator).report_id == waiting.pk


def test_who_may_not_sign(world, waiting):
    for who in (world.owner, world.coordinator, world.stranger, world.reader):
        with pytest.raises(PermissionDenied):
            sign_second(report=waiting, by=who)


def test_the_second_signer_does_not_approve_either(world, waiting):
    signer = second_signer(waiting, "psicologo")
    MembershipFactory(user=signer, unit=world.unit, role=Role.RESPONSABILE)
    ready(sign_second(report=waiting, by=signer))
    with pytest.raises(PermissionDenied):
        approve(report=waiting, by=signer)
    row = Report.objects.filter(pk=waiting.pk)
    for values in ({"second_signed_by": world.owner}, {"second_signed_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="approvata", approved_by=signer, approved_at=waiting.submitted_at)


@pytest.mark.parametrize("way", ["returned", "withdrawn"])
def test_a_text_that_changes_is_signed_again(world, waiting, way):
    signed = ready(waiting)
    if way == "returned":
        block = signed.blocks.exclude(text="").first()
        give_back(
            report=signed, by=world.coordinator, text="Da rivedere.", on_blocks={block: "Che giorno era?"}
        )
        assert signed.comments.get(block=block).text == "Che giorno era?"
    else:
        withdraw(report=signed, by=world.owner)
    signed.refresh_from_db()
    assert signed.second_signed_by is None


def test_a_psychologist_as_author_has_a_social_worker_beside(world, waiting):
    world.owner.profession = "psicologo"
    waiting.author = world.owner
    assert second_profession(waiting) == "assistente_sociale"
