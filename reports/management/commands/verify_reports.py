"""``manage.py verify_reports``: are the approved reports, and everything made of them, still what they were?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.actions.verification import verify_reports


class Command(BaseCommand):
    """Exit 0 when every hash is right, 1 when one is not."""

    help = (
        "Ricalcola le impronte delle relazioni approvate e dei loro file; esce con 1 se una non corrisponde."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per difference, then the sum."""
        run = verify_reports()
        for mismatch in run.mismatches:
            self.stdout.write(f"Relazione n. {mismatch['report']}: {mismatch['what']}")
        self.stdout.write(f"Controllate {run.reports} relazioni e {run.files} file.")
        if run.mismatches:
            raise CommandError("Alcune impronte non corrispondono.", returncode=1)
