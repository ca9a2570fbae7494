"""What changes people, roles and the log's own storage."""

from datetime import date

from django.db import connection
from django.utils import timezone


def prepare_access_log(*, months_ahead: int = 2, today: date | None = None) -> None:
    """Create the monthly partitions of the access log for this month and the next `months_ahead`.

    Safe to run at any time and twice; rows without a partition land in the default one.
    """
    day = today or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_accesslog_prepare(%s, %s)", [day, months_ahead])
