"""Why a term falls due on that day, in Italian."""

from courts.terms.model import ONE_DAY, Count, Rolling, Term, Unit, window_days
from courts.terms.wording import day_of, listing, long_date, quantity, sentence, short_date, span, weekday


def explanation(head: str, term: Term, count: Count) -> str:
    """Return one line to show beside the date: what was counted, how, and what moved it."""
    return f"{head}, {_method(term, count)}: {_ending(term, count)}."


def steps(term: Term, count: Count) -> tuple[str, ...]:
    """Return the whole reckoning, one sentence for each step."""
    lines = [f"si parte da {long_date(count.start)}"]
    if count.deferred:
        lines.append(f"la data cade nella sospensione feriale: si conta da {long_date(count.begin)}")
    lines.append(f"{quantity(term.amount, term.unit)}: {long_date(count.shifted)}")
    for window in count.windows:
        lines.append(f"sospensione {span(*window)}: {quantity(window_days(window), Unit.DAYS)} in più")
    if count.windows:
        lines.append(f"con la sospensione: {long_date(count.last)}")
    lines += [f"{short_date(day)} non è utile: {reason}" for day, reason in count.passed]
    lines.append(f"scadenza: {long_date(count.due_on)}")
    return tuple(sentence(line) for line in lines)


def _method(term: Term, count: Count) -> str:
    parts = [_counting(term, count)]
    if term.rolling is Rolling.NEVER:
        parts.append("senza proroga per i festivi")
    if term.august_suspension:
        parts += _suspension(term, count)
    return ", ".join(parts)


def _counting(term: Term, count: Count) -> str:
    if not term.by_calendar:
        return "primo giorno escluso"
    if count.shifted.day != count.begin.day:
        return f"ultimo giorno del mese perché il {count.begin.day} manca"
    return "stesso giorno del mese" if term.unit is Unit.MONTHS else "stesso giorno e mese"


def _suspension(term: Term, count: Count) -> list[str]:
    parts = []
    if count.deferred:
        first = count.begin if term.by_calendar else count.begin + term.sign * ONE_DAY
        parts.append(f"con decorrenza {day_of(first, 'dal')} per la sospensione feriale (L. 742/1969)")
    if count.windows:
        met = [span(*window) for window in sorted(count.windows)]
        parts.append(f"con sospensione {listing(met)} (L. 742/1969)")
    if not parts and not count.suspension_passed:
        parts.append("la sospensione di agosto non incide")
    return parts


def _ending(term: Term, count: Count) -> str:
    if not count.passed:
        return f"{day_of(count.due_on)} è {weekday(count.due_on)}"
    verb = "scade" if term.sign > 0 and term.rolling is Rolling.LEGAL else "cade"
    moved = "prorogato" if count.due_on > count.last else "anticipato"
    reason = count.passed[0][1]
    result = f"{moved} a {long_date(count.due_on)} ({_source(term, count)})"
    return f"{verb} {day_of(count.last)} ({reason}), {result}"


def _source(term: Term, count: Count) -> str:
    if term.rolling is Rolling.EARLIER:
        return "obiettivo interno"
    return "art. 155 c.p.c. e L. 742/1969" if count.suspension_passed else "art. 155 c.p.c."
