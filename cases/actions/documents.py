"""Adding files to a case and moving them between folders. A document is never deleted by hand."""

from uuid import uuid4

from django.db import transaction

from accounts.models import User
from cases.models import Case, Document
from cases.permissions import require_change
from cases.uploads import CheckedFile


@transaction.atomic
def add_document(*, case: Case, folder: str, title: str, file: CheckedFile, by: User) -> Document:
    """Keep a checked file in a folder of the case. Its name in the storage tells nothing.

    Raises ValidationError.
    """
    require_change(by, [case])
    key = uuid4()
    document = Document(
        case=case,
        folder=folder,
        title=title,
        storage_key=key,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        uploaded_by=by,
    )
    document.file = file.as_file(str(key))
    document.full_clean()
    document.save()
    return document


@transaction.atomic
def move_document(*, document: Document, folder: str, title: str, by: User) -> Document:
    """Put a document into another folder or give it a better title; the file stays as it came."""
    require_change(by, [document.case_id])
    locked = Document.objects.select_for_update().get(pk=document.pk)
    locked.folder, locked.title = folder, title
    locked.full_clean()
    locked.save(update_fields=["folder", "title"])
    return locked
