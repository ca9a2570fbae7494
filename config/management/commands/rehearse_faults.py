"""``manage.py rehearse_faults --tries 20 --seed 1``: every fault that kills, so many times each."""

import logging
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand

from config.rehearsal.cast import Provider
from config.rehearsal.database import own_broker, own_database
from config.rehearsal.faults import FAULTS, BrokenPromise, play
from config.rehearsal.stage import Stage, impatient

# A broker database that neither the demo (0 and 1) nor the tests use.
BROKER_DATABASE = 9
ROW = "{:>4}  {:<50} {:>6} {:>9} {:>6} {:>6} {:>6} {:>8}"


class Command(BaseCommand):
    """On a database of its own, made before and dropped after: the demo's data stay as they are."""

    help = "Inietta i guasti della consegna che uccidono un processo, molte volte ciascuno, e conta i persi e i doppi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much of everything."""
        parser.add_argument("--tries", type=int, default=20, metavar="N", help="quante volte ciascuno (20)")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="seme delle scelte casuali")
        parser.add_argument(
            "--rows", type=int, nargs="*", metavar="R", help="solo queste righe della tabella"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per fault; exit code 1 if one lost or silently doubled something."""
        current_app.conf.broker_url = own_broker(BROKER_DATABASE)
        logging.disable()  # requests and workers that die on purpose
        faults = [fault for fault in FAULTS if not options["rows"] or fault.row in options["rows"]]
        self.stdout.write(
            ROW.format("riga", "guasto", "colpi", "consegn.", "fermi", "persi", "doppi", "secondi")
        )
        with own_database(), tempfile.TemporaryDirectory(prefix="bandolo-") as folder, impatient():
            provider = Provider.start(Path(folder))
            try:
                stage = Stage.at(provider.outbox(), provider.folder / "mail.sqlite3")
                broken = [
                    fault
                    for fault in faults
                    if not self._played(fault, stage, options["seed"], options["tries"])
                ]
            finally:
                provider.stop()
        if broken:
            sys.exit(1)

    def _played(self, fault: Any, stage: Stage, seed: int, tries: int) -> bool:
        began = time.monotonic()
        try:
            found = play(fault, stage, seed=seed, tries=tries)
        except BrokenPromise as error:
            self.stdout.write(f"{fault.row:>4}  {fault.words}: {error}")
            return False
        spent = time.monotonic() - began
        self.stdout.write(
            ROW.format(
                fault.row,
                fault.words,
                found.kills,
                found.delivered,
                found.parked,
                found.lost,
                found.unflagged,
                f"{spent:.1f}",
            )
        )
        return found.passed
