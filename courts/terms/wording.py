"""Italian for dates and terms: elision, articles, singular and plural."""

from collections.abc import Sequence
from datetime import date, datetime

WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")

# preposition or article: (before a consonant sound, before the vowels of "otto" and "undici")
_ARTICLES = {"il": ("il ", "l'"), "dal": ("dal ", "dall'"), "del": ("del ", "dell'"), "al": ("al ", "all'")}

_UNITS = {
    "hours": ("ora", "ore"),
    "days": ("giorno", "giorni"),
    "weeks": ("settimana", "settimane"),
    "months": ("mese", "mesi"),
    "years": ("anno", "anni"),
}


def short_date(day: date) -> str:
    """Write a date the Italian way: ``8/09/2026``, ``1°/09/2026``."""
    number = "1°" if day.day == 1 else str(day.day)
    return f"{number}/{day.month:02d}/{day.year}"


def day_of(day: date, article: str = "il") -> str:
    """Write a date with its article or preposition: ``l'8/09/2026``, ``dal 1°/09/2026``."""
    plain, elided = _ARTICLES[article]
    return (elided if day.day in (8, 11) else plain) + short_date(day)


def weekday(day: date) -> str:
    """Return the Italian name of the day of the week."""
    return WEEKDAYS[day.weekday()]


def long_date(day: date) -> str:
    """Write weekday and date: ``martedì 8/09/2026``."""
    return f"{weekday(day)} {short_date(day)}"


def quantity(amount: int, unit: str) -> str:
    """Write an amount of a unit: ``1 giorno``, ``6 mesi``."""
    one, many = _UNITS[unit]
    return f"{amount} {one if amount == 1 else many}"


def clock_time(moment: datetime) -> str:
    """Write the time with its preposition: ``alle 18:30``, ``all'1:05``."""
    seconds = f":{moment.second:02d}" if moment.second else ""
    text = f"{moment.hour}:{moment.minute:02d}{seconds}"
    return f"all'{text}" if moment.hour == 1 else f"alle {text}"


def long_moment(moment: datetime) -> str:
    """Write weekday, date and time: ``sabato 11/07/2026 alle 18:30``.

    In the hour that the clock repeats in October it also says which of the two is meant.
    """
    text = f"{long_date(moment.date())} {clock_time(moment)}"
    if moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset():
        return text
    return f"{text} ({'ora solare' if moment.fold else 'ora legale'})"


def span(first: date, last: date) -> str:
    """Write a span of days: ``dal 1°/08/2026 al 31/08/2026``."""
    return f"{day_of(first, 'dal')} {day_of(last, 'al')}"


def listing(parts: Sequence[str]) -> str:
    """Join parts the Italian way: ``a``, ``a e b``, ``a, b e c``."""
    return " e ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def sentence(text: str) -> str:
    """Start with a capital letter and end with a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
