"""``manage.py rehearse_delivery --dispatches 1000 --kills 100 --seed 1``: is anything lost or sent twice?"""

import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.rehearsal.database import own_broker, own_database
from config.rehearsal.figures import Figures
from config.rehearsal.play import rehearse

# A broker database that neither the demo (0 and 1) nor the tests use.
BROKER_DATABASE = 8


class Command(BaseCommand):
    """On a database of its own, made before and dropped after: the demo's data stay as they are."""

    help = "Prova la consegna: invii veri alla sandbox PEC mentre i processi vengono uccisi a caso."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much of everything."""
        parser.add_argument("--dispatches", type=int, default=100, metavar="N", help="quanti invii")
        parser.add_argument("--kills", type=int, default=10, metavar="K", help="quanti processi uccidere")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="seme delle scelte casuali")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; exit code 1 unless nothing is lost and nothing doubled unnoticed."""
        broker_url = own_broker(BROKER_DATABASE)
        if options["dispatches"] < 1 or options["kills"] < 0:
            raise CommandError("Serve almeno un invio, e un numero di uccisioni non negativo.")
        with own_database(), tempfile.TemporaryDirectory(prefix="bandolo-") as folder:
            began = time.monotonic()
            figures = rehearse(
                dispatches=options["dispatches"],
                kills=options["kills"],
                seed=options["seed"],
                folder=Path(folder),
                broker_url=broker_url,
            )
        self.stdout.write(wording(figures))
        self.stdout.write(f"durata: {time.monotonic() - began:.0f} s")
        if not figures.passed:
            sys.exit(1)


def wording(figures: Figures) -> str:
    """The figures as a person reads them."""
    return "\n".join(
        [
            f"Invii: {figures.dispatches}; processi uccisi: {figures.kills}",
            f"accettati dal gestore: {figures.sent}",
            f"consegnati:            {figures.delivered}",
            f"fermi con un allarme:  {figures.parked}",
            f"persi:                 {figures.lost}",
            f"doppi:                 {figures.doubled} (di cui senza segnalazione: {figures.unflagged})",
        ]
    )
