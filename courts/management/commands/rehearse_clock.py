"""``manage.py rehearse_clock``: years of reminders in minutes, checked against an independent account."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from courts.rehearsal.oracle import FAULTS, Figures
from courts.rehearsal.play import Plan
from courts.rehearsal.run import rehearse

WORDS = {
    "mandates": "incarichi",
    "deadlines": "scadenze",
    "fulfilled": "adempiute",
    "hearings": "udienze",
    "urgent": "termini a ore",
    "reminders": "promemoria",
    "rings": "avvisi dei termini a ore",
    "mails": "messaggi inviati",
    "live_days": "giorni con l'orologio acceso",
    "stops": "fermi dell'orologio",
    "orphans": "scadenze rimaste senza nessuno (ente avvisato)",
    "missed": "mancati",
    "doubled": "doppi",
    "misplaced": "fuori posto",
    "unopened": "scadenze mai aperte",
    "unowned": "scadenze di nessuno",
    "undelivered": "messaggi mai partiti",
    "unsaid": "fermi non segnalati",
    "unlisted": "udienze fuori dall'agenda",
    "disagreeing": "stati in disaccordo",
}


class Command(BaseCommand):
    """Let simulated years pass over an invented service and count what went wrong."""

    help = (
        "Prova generale dei promemoria: un orologio simulato, persone assenti, giorni di fermo. "
        "Lavora nella banca dati presente dentro una sola transazione, che alla fine viene annullata: non "
        "lascia nulla, ma finché dura gli altri processi possono attendere. Usare una banca dati di prova; in "
        "modalità server il comando si rifiuta. Esce con 1 se qualcosa è mancato, doppio o fuori posto."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--years", type=float, default=2.0, help="anni simulati (2)")
        parser.add_argument("--mandates", type=int, default=500, help="incarichi (500)")
        parser.add_argument(
            "--seed", type=int, default=1, help="seme del caso: stesso seme, stessa prova (1)"
        )
        parser.add_argument("--dead-days", type=int, default=10, help="fermo più lungo, in giorni (10)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; CommandError when one of the faults is not zero."""
        if not settings.EMBEDDED:
            raise CommandError("Solo con BANDOLO_MODE=embedded: mai su una banca dati vera.", returncode=2)
        plan = Plan(options["years"], options["mandates"], options["seed"], options["dead_days"])
        if plan.years <= 0 or plan.mandates < 1 or plan.dead_days < 0:
            raise CommandError("Anni e incarichi devono essere più di zero, i giorni di fermo non meno.")
        self._migrate()
        began = monotonic()
        with transaction.atomic():
            figures = rehearse(plan)
            transaction.set_rollback(True)
        self._print(figures, monotonic() - began)
        if figures.faults:
            raise CommandError(f"{figures.faults} errori: vedi le righe diverse da zero.", returncode=1)

    def _migrate(self) -> None:
        """A database made for the purpose has no tables yet."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)

    def _print(self, figures: Figures, seconds: float) -> None:
        for name, words in WORDS.items():
            mark = "" if name not in FAULTS else "  ✓" if not getattr(figures, name) else "  ✗"
            self.stdout.write(f"{getattr(figures, name):>8}  {words}{mark}")
        self.stdout.write(f"{seconds:>7.0f}s  durata")
