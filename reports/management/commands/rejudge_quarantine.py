"""``manage.py rejudge_quarantine``: a second look at messages not believed, after the trust list was mended."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from reports.actions.quarantine import rejudge_mailbox
from reports.models import Mailbox


class Command(BaseCommand):
    """Every mailbox, with the certificates of its own list. Safe to run at any time and twice."""

    help = "Riesamina i messaggi PEC in quarantena con i certificati registrati oggi."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per mailbox; exit code 1 when a mailbox has no usable list of certificates."""
        failed = False
        for mailbox in Mailbox.objects.order_by("pk"):
            try:
                looked, believed = rejudge_mailbox(mailbox=mailbox, by=None)
            except ValueError as error:
                failed = True
                self.stderr.write(f"casella n. {mailbox.pk}: {error}")
                continue
            self.stdout.write(f"casella n. {mailbox.pk}: riesaminati {looked}, usciti {believed}")
        if failed:
            sys.exit(1)
