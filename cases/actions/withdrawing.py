"""Taking away a file put into the wrong record: it stays in the store, with who took it away and why."""

from django.utils import timezone

from accounts.models import User
from cases.models.withdrawing import WITHDRAWAL, Withdrawable


def withdraw(*, row: Withdrawable, reason: str, by: User) -> None:
    """Write on a locked row that it was taken away. Raises ValidationError without a reason."""
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason.strip()
    row.full_clean()
    row.save(update_fields=WITHDRAWAL)
