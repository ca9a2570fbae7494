"""A file that was sent with a form that had errors waits here, so that nobody must choose it again."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from cases.permissions import require_change
from cases.uploads import CheckedFile
from courts.models import PendingUpload

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_upload(*, file: CheckedFile, name: str, case: Case, by: User) -> PendingUpload:
    """Put a checked file aside for the next try of the same person on the same case."""
    require_change(by, [case])
    pending = PendingUpload(case=case, owner=by, name=name[-150:])
    pending.file = ContentFile(file.original, name="in-attesa")
    pending.full_clean()
    pending.save()
    return pending


def find_upload(*, token: str, case: Case, by: User) -> PendingUpload | None:
    """The file that `by` left on `case` under this token, less than a day ago; None for anything else."""
    rows = PendingUpload.objects.filter(case=case, owner=by, received_at__gt=timezone.now() - KEPT_FOR)
    return next((pending for pending in rows if str(pending.token) == token), None)


@transaction.atomic
def drop_upload(*, pending: PendingUpload) -> None:
    """The file has found its place, or was replaced: forget this copy once that is certain."""
    _forget(pending)


@transaction.atomic
def clean_uploads(*, now: datetime | None = None) -> int:
    """Forget what nobody came back for within a day. Safe to run twice. Returns how many."""
    rows = PendingUpload.objects.select_for_update(skip_locked=True)
    old = list(rows.filter(received_at__lte=(now or timezone.now()) - KEPT_FOR))
    for pending in old:
        _forget(pending)
    return len(old)


def _forget(pending: PendingUpload) -> None:
    storage, name = pending.file.storage, str(pending.file.name)
    pending.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)
