"""Adding files to a case, filing them, their versions, taking them away. A document is never deleted by hand."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from cases.actions.withdrawing import withdraw
from cases.document_reading import earlier_than
from cases.document_uses import reasons_to_keep
from cases.models import Case, Document
from cases.permissions import require_change
from cases.uploads import CheckedFile

# What is said of a document beside its file: the same in every version until somebody corrects it.
FILING = (
    "folder",
    "title",
    "direction",
    "correspondent",
    "dated_on",
    "protocol_number",
    "protocol_date",
    "protocol_office",
)


@transaction.atomic
def add_document(
    *, case: Case, folder: str, title: str, file: CheckedFile, by: User, **filing: Any
) -> Document:
    """Keep a checked file in a folder of the case. Its name in the storage tells nothing.

    `filing`: further fields of FILING. A protocol is taken over from the ente's register, never given here
    (DPR 445/2000 art. 53). Raises ValidationError.
    """
    require_change(by, [case])
    return _kept(case, {"folder": folder, "title": title, **filing}, file, by)


@transaction.atomic
def add_version(*, document: Document, file: CheckedFile, by: User) -> Document:
    """Put a file into the place of a document, which stays readable as its earlier version.

    Raises ValidationError when another version has come meanwhile.
    """
    require_change(by, [document.case_id])
    earlier = _latest(document)
    filing = {name: getattr(earlier, name) for name in FILING}
    return _kept(earlier.case, filing, file, by, version=earlier.version + 1, replaces=earlier)


@transaction.atomic
def move_document(*, document: Document, by: User, **filing: Any) -> Document:
    """Put a document into another folder or correct what is said of it; the file stays as it came.

    Raises ValidationError, also for a version that is no longer the last.
    """
    require_change(by, [document.case_id])
    locked = _latest(document)
    _file(locked, filing)
    locked.full_clean()
    locked.save(update_fields=list(FILING))
    return locked


@transaction.atomic
def withdraw_document(*, document: Document, reason: str, by: User) -> Document:
    """Take away a document that belongs to another record, with all its versions: they show nowhere any more and
    stay in the store. A wrong version alone is mended by a newer one.

    Raises PermissionDenied, ValidationError for one already taken away, needed elsewhere or without a reason.
    """
    require_change(by, [document.case_id])
    latest = _latest(document)
    # Locked, so that nothing comes to rest on one of them meanwhile.
    kept = {row.pk: row for row in Document.objects.select_for_update().filter(case=latest.case_id)}
    versions = [latest, *earlier_than(latest, kept)]
    if reasons := reasons_to_keep([row.pk for row in versions]):
        raise ValidationError(reasons)
    for row in versions:
        withdraw(row=row, reason=reason, by=by)
    return latest


def _latest(document: Document) -> Document:
    locked = Document.with_withdrawn.select_for_update(of=("self",)).get(pk=document.pk)
    if locked.withdrawn_at:
        raise ValidationError("Questo documento è stato tolto dal fascicolo.")
    if Document.objects.filter(replaces=locked).exists():
        raise ValidationError("Di questo documento c'è una versione più recente.")
    return locked


def _kept(case: Case, filing: Mapping[str, Any], file: CheckedFile, by: User, **fields: Any) -> Document:
    key = uuid4()
    document = Document(
        case=case,
        storage_key=key,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        uploaded_by=by,
        **fields,
    )
    _file(document, filing)
    document.file = file.as_file(str(key))
    document.full_clean()
    document.save()
    return document


def _file(document: Document, filing: Mapping[str, Any]) -> None:
    for name, value in filing.items():
        if name not in FILING:
            raise TypeError(name)
        setattr(document, name, value)
