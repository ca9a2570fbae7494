"""A document, and a request for the record with one item and one copy made."""

import hashlib
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from cases.actions.records import register_request
from cases.enums import BundleState, DocumentFolder
from cases.models import Case, DiaryEntry, Document, RecordsBundle, RecordsItem
from tests.factories.courts import PDF

ARCHIVE = b"PK\x05\x06" + b"\0" * 18  # a zip with nothing in it


def document_of(case: Case, owner: User) -> Document:
    """A paper of the court in the documents."""
    return Document.objects.create(
        case=case,
        folder=DocumentFolder.COURT,
        title="Verbale di udienza",
        file=ContentFile(PDF, name="verbale.pdf"),
        storage_key=uuid4(),
        content_type="application/pdf",
        size=len(PDF),
        sha256=hashlib.sha256(PDF).hexdigest(),
        uploaded_by=owner,
    )


def copies_of(case: Case, owner: User, entry: DiaryEntry) -> dict[str, Model]:
    """One of each row, under the names the table of URLs uses."""
    request = register_request(
        case=case,
        requester="Genitore Richiedente",
        requester_kind="genitore",
        received_on=timezone.localdate(),
        protocol="",
        scope="Il diario.",
        by=owner,
    )
    bundle = RecordsBundle(
        request=request,
        state=BundleState.READY,
        asked_at=timezone.now(),
        asked_by=owner,
        made_at=timezone.now(),
        storage_key=uuid4(),
        sha256=hashlib.sha256(ARCHIVE).hexdigest(),
    )
    bundle.file.save("copia", ContentFile(ARCHIVE), save=False)
    bundle.save()
    return {
        "records_request": request,
        "records_item": RecordsItem.objects.create(request=request, kind="nota", object_id=entry.pk),
        "records_bundle": bundle,
    }
