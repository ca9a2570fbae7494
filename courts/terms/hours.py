"""Terms in hours, to the minute: they run through nights, holidays and clock changes (art. 403 c.c.)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from courts.terms.model import Term, Unit
from courts.terms.rules import EARLIEST, LATEST, TermError, check_date
from courts.terms.wording import long_moment, quantity, sentence

ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class DueMoment:
    """The exact moment a term in hours runs out, in Rome time.

    Compare and subtract it in UTC: two times of the same zone differ by the clock, not by elapsed time.
    """

    due_at: datetime
    explanation: str
    steps: tuple[str, ...]


def in_rome(wall: datetime) -> datetime:
    """Give Rome's time zone to a date and time typed without one.

    In the hour repeated in October the first one is taken, unless ``fold=1``: the earlier is the safer.
    Raises ``TermError`` for a datetime that already has a zone and for the hour skipped in March.
    """
    if wall.tzinfo is not None:
        raise TermError("L'ora indicata ha già un fuso orario.")
    check_date(wall.date())
    moment = wall.replace(tzinfo=ROME)
    if moment.astimezone(UTC).astimezone(ROME).replace(tzinfo=None) != wall:
        raise TermError(f"L'ora {wall:%H:%M} del {wall:%d/%m/%Y} non esiste: entra l'ora legale.")
    return moment


def due_at(start: datetime, term: Term) -> DueMoment:
    """Return the moment ``term`` runs out: elapsed hours from the exact start, never moved by holidays.

    Hours are counted in UTC, so a clock change neither gives nor takes one.
    Raises ``TermError`` for a naive ``start``, for terms not in hours and outside 1900-2100.
    Source: art. 403 c.c. c.2-4; counting from the exact minute is the prudent reading of art. 155 c.1.
    """
    if not isinstance(start, datetime) or start.utcoffset() is None:
        raise TermError("Serve una data con l'ora e il fuso orario.")
    if term.unit is not Unit.HOURS:
        raise TermError("Con un'ora precisa si calcolano solo i termini a ore.")
    begin = _rome(start)
    end = _elapsed(begin, term.sign * term.amount)
    return DueMoment(end, _explanation(begin, end, term), _steps(begin, end, term))


def _rome(start: datetime) -> datetime:
    check_date(start.date())
    moment = start.astimezone(ROME)
    check_date(moment.date())
    return moment


def _elapsed(begin: datetime, hours: int) -> datetime:
    room = (LATEST.year - EARLIEST.year + 1) * 366 * 24
    if abs(hours) > room:
        raise TermError("Il termine finisce fuori dagli anni 1900-2100.")
    end = (begin.astimezone(UTC) + timedelta(hours=hours)).astimezone(ROME)
    if not EARLIEST <= end.date() <= LATEST:
        raise TermError("Il termine finisce fuori dagli anni 1900-2100.")
    return end


def _clock_change(begin: datetime, end: datetime) -> str:
    first, last = sorted((begin, end), key=lambda moment: moment.astimezone(UTC))
    before, after = first.utcoffset(), last.utcoffset()
    if before is None or after is None or before == after:
        return ""
    return "nel mezzo entra l'ora legale" if after > before else "nel mezzo torna l'ora solare"


def _explanation(begin: datetime, end: datetime, term: Term) -> str:
    particle = "da" if term.sign > 0 else "prima di"
    head = f"{quantity(term.amount, term.unit)} {particle} {long_moment(begin)}"
    change = _clock_change(begin, end)
    counted = "contata al minuto e mai prorogata" if term.amount == 1 else "contate al minuto e mai prorogate"
    parts = [head, counted, *([change] if change else [])]
    return f"{', '.join(parts)}: {'scade' if term.sign > 0 else 'cade'} {long_moment(end)}."


def _steps(begin: datetime, end: datetime, term: Term) -> tuple[str, ...]:
    change = _clock_change(begin, end)
    effective = "effettiva" if term.amount == 1 else "effettive"
    lines = [f"si parte da {long_moment(begin)}", f"{quantity(term.amount, term.unit)} {effective}"]
    lines += [change] if change else []
    lines.append(f"scadenza: {long_moment(end)}")
    return tuple(sentence(line) for line in lines)
