"""Writing and reading the log of accesses."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import AccessLog, User


def record_access(
    *,
    user: User,
    action: str,
    method: str,
    status: int,
    case_ids: Iterable[int],
    ip: str | None,
    why: str = "",
) -> AccessLog:
    """Append one row for one answer. It must run in the answer's transaction.

    If the row cannot be written the database error goes up and no data goes out
    (design §4.2: no row, no page).
    """
    return AccessLog.objects.create(
        user_id=user.pk,
        user_email=user.email,
        action=action[:80],
        method=method,
        status=status,
        case_ids=sorted(set(case_ids)),
        ip=ip,
        why=why[:40],
    )


def accesses_to_case(case_id: int) -> QuerySet[AccessLog]:
    """Every logged answer that showed something of a case, newest first."""
    return AccessLog.objects.filter(case_ids__contains=[case_id])
