from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo.people import PASSWORD, SHOWN


class Command(BaseCommand):
    help = "Indirizzo e accessi della dimostrazione, uno per ruolo."

    def handle(self, *args: Any, **options: Any) -> None:
        width = max(len(account.shown_as) for account in SHOWN)
        self.stdout.write(f"Accessi (password per tutti: {PASSWORD})")
        for account in SHOWN:
            self.stdout.write(f"  {account.shown_as:<{width}}  {account.email}")
        if settings.PEC_SANDBOX:
            self.stdout.write(f"Casella del Tribunale (prova): {settings.BASE_URL}/prova-pec/")
