from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.sandbox import SandboxMissingError, refresh_mailboxes


class Command(BaseCommand):
    help = "Aggiorna porte e certificati delle caselle PEC della dimostrazione."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PEC_SANDBOX:
            raise CommandError("Il gestore PEC di prova non è attivo.")
        try:
            count = refresh_mailboxes()
        except SandboxMissingError as error:
            raise CommandError(f"Il gestore PEC di prova non è avviato: manca {error}.") from error
        self.stdout.write(f"Caselle aggiornate: {count}.")
