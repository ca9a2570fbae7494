import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.filling import is_filled
from config.demo.walk.story import walk
from config.demo.walk.thread import Thread


class Command(BaseCommand):
    help = "Percorre tutto il filo, dal provvedimento alla ricevuta, sui processi in funzione."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--out", type=Path, required=True, metavar="CARTELLA", help="dove scrivere PDF e prove"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PEC_SANDBOX:
            raise CommandError("Serve il gestore PEC di prova: usare «./bandolo demo --check».")
        if not is_filled():
            raise CommandError("Mancano i dati dimostrativi: usare «fill_demo».")
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        if not walk(Thread(out), self.stdout.write):
            sys.exit(1)
