"""A case as it lives: an assessment, a transfer somebody has proposed, a file with a note."""

import hashlib
from datetime import date
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Model

from accounts.models import User
from cases.models import Assessment, Case, CaseTransfer, DiaryAttachment, DiaryEntry
from tests.factories.accounts import UnitFactory
from tests.factories.courts import PDF


def life_of(case: Case, owner: User, lead: User) -> dict[str, Model]:
    """One of each row, under the names the table of URLs uses. The case is offered to a unit of its titolare."""
    to_unit = UnitFactory(controller=case.unit.controller, organisation=case.unit.organisation)
    return {
        "assessment": Assessment.objects.create(
            case=case, assessed_on=date(2026, 2, 3), assessed_by=owner, note="Serve un aiuto a casa."
        ),
        "transfer": CaseTransfer.objects.create(
            case=case, from_unit=case.unit, to_unit=to_unit, note="La famiglia cambia casa.", proposed_by=lead
        ),
    }


def attachment_of(entry: DiaryEntry, owner: User) -> DiaryAttachment:
    """A letter that came with a note."""
    return DiaryAttachment.objects.create(
        entry=entry,
        file=ContentFile(PDF, name="lettera.pdf"),
        storage_key=uuid4(),
        content_type="application/pdf",
        size=len(PDF),
        sha256=hashlib.sha256(PDF).hexdigest(),
        uploaded_by=owner,
    )
