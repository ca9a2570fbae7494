"""Files kept with an entry of the diary."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from cases.actions.withdrawing import withdraw
from cases.diary_reading import may_correct
from cases.document_uses import chosen_for_copies
from cases.models import DiaryAttachment, DiaryEntry
from cases.permissions import require_change
from cases.uploads import CheckedFile

MOST_ATTACHMENTS = 20


@transaction.atomic
def attach(*, entry: DiaryEntry, files: list[CheckedFile], by: User) -> list[DiaryAttachment]:
    """Keep checked files with an entry. Only who may correct the entry adds to it.

    Raises PermissionDenied, ValidationError for too many.
    """
    locked = DiaryEntry.objects.select_for_update().get(pk=entry.pk)
    require_change(by, [locked.case_id])
    if not may_correct(by, locked):
        raise PermissionDenied
    if locked.attachments.count() + len(files) > MOST_ATTACHMENTS:
        raise ValidationError(
            {"attachments": f"Con un'annotazione stanno al massimo {MOST_ATTACHMENTS} allegati."}
        )
    return [_kept(locked, file, by) for file in files]


def _kept(entry: DiaryEntry, file: CheckedFile, by: User) -> DiaryAttachment:
    key = uuid4()
    attachment = DiaryAttachment(
        entry=entry,
        storage_key=key,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        uploaded_by=by,
    )
    attachment.file = file.as_file(str(key))
    attachment.full_clean()
    attachment.save()
    return attachment


@transaction.atomic
def withdraw_attachment(*, attachment: DiaryAttachment, reason: str, by: User) -> DiaryAttachment:
    """Take away a file put there by mistake. Nobody opens it any more; it stays in the store, with who took it away
    and why. Only who may correct the entry does it.

    Raises PermissionDenied, ValidationError for one already taken away, chosen for a copy or without a reason.
    """
    rows = DiaryAttachment.with_withdrawn.select_for_update(of=("self",)).select_related("entry")
    row = rows.get(pk=attachment.pk)
    require_change(by, [row.entry.case_id])
    if not may_correct(by, row.entry):
        raise PermissionDenied
    if row.withdrawn_at:
        raise ValidationError("Questo allegato è già stato tolto.")
    if chosen := chosen_for_copies("allegato", [row.pk]):
        raise ValidationError(chosen)
    withdraw(row=row, reason=reason, by=by)
    return row
