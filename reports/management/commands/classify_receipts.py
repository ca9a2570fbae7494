"""``manage.py classify_receipts FOLDER --trust CA.pem``: what each message of a folder is, and proves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.actions.alarms import readable
from reports.pec.kinds import KIND_LABELS, VERDICT_LABELS
from reports.pec.receipts import Classified, classify
from reports.pec.signature import TrustList
from reports.pec.states import LABELS

COLUMNS = ("file", "firma", "tipo", "stato", "perché")


class Command(BaseCommand):
    """For support and audits: needs no database and changes nothing."""

    help = "Classifica le ricevute PEC (.eml) di una cartella, una riga per messaggio, senza toccare nulla."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A folder, and whose signatures count."""
        parser.add_argument("folder", type=Path, metavar="CARTELLA", help="cartella con i file .eml")
        parser.add_argument(
            "--trust",
            type=Path,
            metavar="CA.pem",
            help="certificati di cui fidarsi (PEM); senza, nessun firmatario è riconosciuto",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per message, its columns apart by tabs, in the order of the file names."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"«{folder.absolute()}» non è una cartella.", returncode=2)
        trust = trust_of(options["trust"])
        now = timezone.now()
        self.stdout.write("\t".join(COLUMNS))
        for path in sorted(folder.glob("*.eml")):
            found = classify(path.read_bytes(), trust=trust, now=now)
            self.stdout.write("\t".join(columns(path.name, found)))


def trust_of(path: Path | None) -> TrustList:
    """The trust list of a file; an empty one without a file."""
    if path is None:
        return TrustList(())
    try:
        return TrustList.load(path)
    except (OSError, ValueError) as error:
        raise CommandError(f"I certificati di «{path.absolute()}» non si leggono.", returncode=2) from error


def columns(name: str, found: Classified) -> list[str]:
    """File, verdict on the signature, kind, state it would give a dispatch of ours, reason."""
    state = LABELS[found.state] if found.state else "nessuno"
    cells = [
        name,
        VERDICT_LABELS[found.verdict],
        KIND_LABELS[found.kind],
        "quarantena" if found.quarantine else state,
        found.reason,
    ]
    return [readable(cell) for cell in cells]
