"""``manage.py term 2026-07-10 --days 60``: the due date of a legal term, and why."""

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from courts.reckoning import rules_in_force
from courts.terms import RULES, Direction, Rolling, RuleSet, Term, TermError, Unit, due, due_at, in_rome

NO_HOUR = (
    "l'ora non è indicata: contato dalle 0:00 di quel giorno, la più prudente. "
    "Per il termine esatto scrivere anche l'ora, per esempio {}T18:30."
)
NO_TABLE = "Tabella delle regole non raggiungibile: calcolo con le regole di partenza del programma."


class Command(BaseCommand):
    """Compute one term by the rules of the table; without a database, by those the product starts with."""

    help = "Calcola la scadenza di un termine e la spiega."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Amounts stay text here, so that every refusal is worded in Italian by this command."""
        parser.add_argument(
            "start", help="data di decorrenza, es. 2026-07-10; con --hours meglio anche l'ora"
        )
        for unit, word in zip(Unit, ("ore", "giorni", "settimane", "mesi", "anni"), strict=True):
            parser.add_argument(f"--{unit}", metavar="N", help=f"durata in {word}")
        parser.add_argument("--backward", action="store_true", help="a ritroso dalla data indicata")
        parser.add_argument("--august", action="store_true", help="con la sospensione feriale (L. 742/1969)")
        parser.add_argument("--duration", action="store_true", help="durata: mai prorogata per i festivi")
        parser.add_argument("--target", action="store_true", help="obiettivo interno: anticipato, mai dopo")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the due date (ISO), the explanation and, if there is one, the note."""
        try:
            lines = answer(options, self._rules)
        except TermError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write("\n".join(lines))

    def _rules(self) -> Sequence[RuleSet]:
        try:
            return rules_in_force()
        except DatabaseError:
            self.stderr.write(NO_TABLE)
            return RULES


def answer(options: dict[str, Any], rules: Callable[[], Sequence[RuleSet]]) -> list[str]:
    """Return the lines to print; ``TermError`` says what is wrong with the options."""
    term = parse_term(options)
    if term.unit is Unit.HOURS:
        start, note = parse_moment(options["start"])
        moment = due_at(start, term)
        return [moment.due_at.isoformat(), moment.explanation, *([f"Nota: {note}"] if note else [])]
    found = due(parse_date(options["start"]), term, rules=rules())
    return [found.due_on.isoformat(), found.explanation, *([f"Nota: {found.note}"] if found.note else [])]


def parse_term(options: dict[str, Any]) -> Term:
    """Build the term from the options, of which exactly one must be an amount."""
    given = [(unit, options[unit]) for unit in Unit if options[unit] is not None]
    if len(given) != 1:
        raise TermError("Indicare una sola durata: --days, --weeks, --months, --years oppure --hours.")
    if options["duration"] and options["target"]:
        raise TermError("Un termine non può essere insieme durata (--duration) e obiettivo (--target).")
    unit, text = given[0]
    return Term(
        amount=parse_amount(text),
        unit=unit,
        direction=Direction.BACKWARD if options["backward"] else Direction.FORWARD,
        rolling=parse_rolling(options),
        august_suspension=options["august"],
    )


def parse_rolling(options: dict[str, Any]) -> Rolling:
    """Return what holidays do to the term."""
    if options["duration"]:
        return Rolling.NEVER
    return Rolling.EARLIER if options["target"] else Rolling.LEGAL


def parse_amount(text: object) -> int:
    """Read a whole number, however it was given (command line text or a call from code)."""
    try:
        return int(str(text))
    except ValueError as error:
        raise TermError(f"«{text}» non è un numero intero.") from error


def parse_date(text: str) -> date:
    """Read a date as 2026-07-10 or 10/07/2026; ``TermError`` if it is badly written or does not exist."""
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        raise TermError(f"«{text}» non è una data valida: scrivere per esempio 2026-07-10.") from error


def parse_moment(text: str) -> tuple[datetime, str]:
    """Read a date with time, as 2026-07-10T18:30; without a zone it is Rome time.

    A date alone begins at midnight, so that the term ends rather too early than too late; the note says so.
    """
    try:
        day = parse_date(text)
    except TermError:
        return _moment(text), ""
    return in_rome(datetime.combine(day, time.min)), NO_HOUR.format(day.isoformat())


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise TermError(
            f"«{text}» non è una data con l'ora: scrivere per esempio 2026-07-10T18:30."
        ) from error
    return moment if moment.tzinfo else in_rome(moment)
