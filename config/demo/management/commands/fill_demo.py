from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.filling import fill, is_filled
from config.demo.sandbox import SandboxMissingError, refresh_mailboxes


class Command(BaseCommand):
    help = "Riempie una base dati vuota con famiglie inventate; se c'è già qualcuno, non aggiunge nulla."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("I dati dimostrativi si creano solo nell'esecuzione incorporata.")
        try:
            if is_filled():
                refresh_mailboxes()
                self.stdout.write("I dati dimostrativi ci sono già.")
                return
            made = fill()
        except SandboxMissingError as error:
            raise CommandError(f"Il gestore PEC di prova non è avviato: manca {error}.") from error
        self.stdout.write(
            f"Creati {made.families} nuclei, {made.cases} fascicoli, {made.entries} note di diario."
        )
