"""Legal arithmetic, table by table; each row is named after its source."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courts.terms import (
    ROME,
    RULES,
    Direction,
    Rolling,
    RuleSet,
    Term,
    TermError,
    Unit,
    add_months,
    closed_reason,
    due,
    due_at,
    holiday_name,
    in_rome,
    is_working_day,
    nth_period,
)
from courts.terms.rules import rule_on, suspension_around

BACK = Direction.BACKWARD
SUSPENDED = {"august_suspension": True}


def day(text: str) -> date:
    return date.fromisoformat(text)


def wall(text: str) -> datetime:
    return in_rome(datetime.fromisoformat(text))


def row(source: str, start: str, amount: int, unit: Unit, expected: str, **options: Any) -> Any:
    return pytest.param(day(start), Term(amount, unit, **options), day(expected), id=source)


HANDBOOK = [
    row("art155c4-natale", "2026-11-25", 30, Unit.DAYS, "2026-12-28"),
    row("art155c1-primo-giorno-escluso", "2026-07-10", 60, Unit.DAYS, "2026-09-08"),
    row("L742-1969-agosto", "2026-07-10", 60, Unit.DAYS, "2026-10-09", **SUSPENDED),
    row("L742-1969-inizio-in-agosto", "2026-08-10", 30, Unit.DAYS, "2026-09-30", **SUSPENDED),
    row("L151-2025-4-ottobre-domenica", "2026-07-06", 90, Unit.DAYS, "2026-10-05"),
    row("art155c4-lunedi-angelo", "2027-03-14", 15, Unit.DAYS, "2027-03-30"),
    row("art155c2-fine-mese", "2026-08-31", 6, Unit.MONTHS, "2027-03-01"),
    row("L742-1969-sei-mesi-piu-31-giorni", "2026-03-10", 6, Unit.MONTHS, "2026-10-12", **SUSPENDED),
]

FORWARD = [
    row("art155c5-sabato", "2026-09-24", 30, Unit.DAYS, "2026-10-26"),
    row("art155c6-sabato-in-udienza", "2026-09-24", 30, Unit.DAYS, "2026-10-24", in_hearing=True),
    row("art155c4-domenica-in-udienza", "2026-09-25", 30, Unit.DAYS, "2026-10-26", in_hearing=True),
    row("art155-prima-del-2006-sabato-utile", "2005-09-22", 30, Unit.DAYS, "2005-10-22"),
    row("L151-2025-4-ottobre-2027", "2027-09-04", 30, Unit.DAYS, "2027-10-05"),
    row("L151-2025-non-prima-del-2026", "2024-09-04", 30, Unit.DAYS, "2024-10-04"),
    row("L260-1949-pasqua-e-angelo", "2026-03-26", 10, Unit.DAYS, "2026-04-07"),
    row("L260-1949-capodanno", "2026-12-02", 30, Unit.DAYS, "2027-01-04"),
    row("L260-1949-ferragosto-sabato", "2026-08-05", 10, Unit.DAYS, "2026-08-17"),
    row("patrono-di-milano-non-conta", "2026-11-27", 10, Unit.DAYS, "2026-12-07"),
    row("settimane-sono-sette-giorni", "2026-07-10", 2, Unit.WEEKS, "2026-07-24"),
    row("un-giorno", "2026-07-13", 1, Unit.DAYS, "2026-07-14"),
    row("bisestile-giorni", "2028-02-28", 1, Unit.DAYS, "2028-02-29"),
    row("bisestile-mese", "2028-01-31", 1, Unit.MONTHS, "2028-02-29"),
    row("bisestile-anno", "2024-02-29", 1, Unit.YEARS, "2025-02-28"),
    row("bisestile-quattro-anni", "2024-02-29", 4, Unit.YEARS, "2028-02-29"),
    row("fine-mese-30", "2026-10-30", 4, Unit.MONTHS, "2027-03-01"),
]

BACKWARD = [
    row("cass14767-2014-festivo-a-ritroso", "2026-04-15", 10, Unit.DAYS, "2026-04-03", direction=BACK),
    row("cass14767-2014-sabato-a-ritroso", "2026-10-20", 10, Unit.DAYS, "2026-10-09", direction=BACK),
    row("a-ritroso-oltre-natale", "2027-01-05", 10, Unit.DAYS, "2026-12-24", direction=BACK),
    row("a-ritroso-feriale", "2026-07-20", 10, Unit.DAYS, "2026-07-10", direction=BACK),
    row("a-ritroso-mesi", "2026-08-31", 6, Unit.MONTHS, "2026-02-27", direction=BACK),
    row("a-ritroso-agosto", "2026-09-10", 20, Unit.DAYS, "2026-07-21", direction=BACK, **SUSPENDED),
    row("a-ritroso-da-agosto", "2026-08-20", 5, Unit.DAYS, "2026-07-27", direction=BACK, **SUSPENDED),
    row("a-ritroso-mesi-da-agosto", "2026-08-20", 1, Unit.MONTHS, "2026-06-30", direction=BACK, **SUSPENDED),
]

SUSPENSION = [
    row("cass14147-2020-sei-mesi-da-agosto", "2026-08-10", 6, Unit.MONTHS, "2027-03-01", **SUSPENDED),
    row("cass688-2006-16-settembre-conta", "2005-08-10", 60, Unit.DAYS, "2005-11-14", **SUSPENDED),
    row("cass16549-2012-due-sospensioni", "2025-07-30", 12, Unit.MONTHS, "2026-09-30", **SUSPENDED),
    row("cass2258-1985-31-luglio-feriale", "2026-07-01", 30, Unit.DAYS, "2026-07-31", **SUSPENDED),
    row("cass2258-1985-31-luglio-festivo", "2027-07-01", 30, Unit.DAYS, "2027-09-01", **SUSPENDED),
    row("L742-1969-termine-in-agosto", "2026-02-10", 6, Unit.MONTHS, "2026-09-10", **SUSPENDED),
    row("L742-1969-dal-31-luglio", "2026-07-31", 15, Unit.DAYS, "2026-09-15", **SUSPENDED),
    row("L742-1969-dal-31-agosto", "2026-08-31", 15, Unit.DAYS, "2026-09-15", **SUSPENDED),
    row("L742-1969-fuori-agosto", "2026-10-01", 15, Unit.DAYS, "2026-10-16", **SUSPENDED),
    row("DL132-2014-prima-46-giorni", "2014-07-10", 60, Unit.DAYS, "2014-10-24", **SUSPENDED),
    row("DL132-2014-dopo-31-giorni", "2015-07-10", 60, Unit.DAYS, "2015-10-09", **SUSPENDED),
]

NEVER = {"rolling": Rolling.NEVER}
EARLIER = {"rolling": Rolling.EARLIER}
UNROLLED = [
    row("art5bis-24-mesi-sabato", "2026-10-10", 24, Unit.MONTHS, "2028-10-10", **NEVER),
    row("art5bis-24-mesi-domenica", "2026-12-31", 24, Unit.MONTHS, "2028-12-31", **NEVER),
    row("compleanno-18-natale", "2008-12-25", 18, Unit.YEARS, "2026-12-25", **NEVER),
    row("compleanno-18-bisestile", "2008-02-29", 18, Unit.YEARS, "2026-02-28", **NEVER),
    row("art403-15-giorni-pasqua", "2026-03-21", 15, Unit.DAYS, "2026-04-05", **NEVER),
    row("obiettivo-interno-sabato", "2026-07-10", 15, Unit.DAYS, "2026-07-24", **EARLIER),
    row("obiettivo-interno-natale", "2026-11-25", 30, Unit.DAYS, "2026-12-24", **EARLIER),
    row("obiettivo-a-ritroso", "2026-04-15", 10, Unit.DAYS, "2026-04-03", direction=BACK, **EARLIER),
]


@pytest.mark.parametrize(("start", "term", "expected"), HANDBOOK + FORWARD + BACKWARD + SUSPENSION + UNROLLED)
def test_due(start: date, term: Term, expected: date) -> None:
    found = due(start, term)
    assert found.due_on == expected
    assert found.explanation.endswith(".")
    assert found.steps[-1].startswith("Scadenza: ")


MONDAYS_AFTER_EASTER = {
    2020: (4, 13),
    2021: (4, 5),
    2022: (4, 18),
    2023: (4, 10),
    2024: (4, 1),
    2025: (4, 21),
    2026: (4, 6),
    2027: (3, 29),
    2028: (4, 17),
    2029: (4, 2),
    2030: (4, 22),
    2031: (4, 14),
    2032: (3, 29),
    2033: (4, 18),
    2034: (4, 10),
    2035: (3, 26),
    2036: (4, 14),
    2037: (4, 6),
    2038: (4, 26),
    2039: (4, 11),
    2040: (4, 2),
}


@pytest.mark.parametrize(("year", "easter_monday"), MONDAYS_AFTER_EASTER.items())
def test_holidays_of_a_year_are_those_of_the_law(year: int, easter_monday: tuple[int, int]) -> None:
    monday = date(year, *easter_monday)
    fixed = [(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)]
    expected = {date(year, *month_day) for month_day in fixed} | {monday, monday - timedelta(days=1)}
    if year >= 2026:
        expected.add(date(year, 10, 4))
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    assert {one for one in days if one.year == year and holiday_name(one)} == expected


@pytest.mark.parametrize(
    ("when", "name"),
    [
        pytest.param("2026-12-25", "Natale", id="natale"),
        pytest.param("2026-11-01", "Ognissanti", id="ognissanti-non-unita-nazionale"),
        pytest.param("2027-03-29", "Lunedì dell'Angelo", id="angelo"),
        pytest.param("2026-07-12", "domenica", id="domenica"),
        pytest.param("2026-07-11", "sabato", id="sabato"),
        pytest.param("2005-07-09", None, id="L263-2005-sabato-prima-del-2006"),
        pytest.param("2026-12-07", None, id="patrono-di-milano"),
        pytest.param("2026-06-29", None, id="patrono-di-roma"),
        pytest.param("2026-03-19", None, id="L54-1977-abolita"),
        pytest.param("2026-11-04", None, id="L54-1977-4-novembre"),
        pytest.param("2011-03-17", "Anniversario dell'Unità d'Italia", id="DL5-2011-una-tantum"),
    ],
)
def test_closed_reason(when: str, name: str | None) -> None:
    assert closed_reason(day(when)) == name
    assert is_working_day(day(when)) is (name is None)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        pytest.param("2026-07-10T18:30", 24, "2026-07-11T18:30+02:00", id="art403c2-24-ore"),
        pytest.param("2026-03-28T18:30", 24, "2026-03-29T19:30+02:00", id="art403-ora-legale"),
        pytest.param("2026-10-24T18:30", 24, "2026-10-25T17:30+01:00", id="art403-ora-solare"),
        pytest.param("2026-10-24T02:30", 24, "2026-10-25T02:30+02:00", id="ora-doppia-la-prima"),
        pytest.param("2026-10-24T02:30", 25, "2026-10-25T02:30+01:00", id="ora-doppia-la-seconda"),
        pytest.param("2026-12-24T23:59", 24, "2026-12-25T23:59+01:00", id="art403-natale-non-proroga"),
        pytest.param("2026-07-10T18:30", 1, "2026-07-10T19:30+02:00", id="un-ora"),
    ],
)
def test_hours(start: str, hours: int, expected: str) -> None:
    found = due_at(wall(start), Term(hours, Unit.HOURS))
    # Python never holds a time of the repeated hour equal across zones: compare in UTC.
    assert found.due_at.astimezone(UTC) == datetime.fromisoformat(expected)
    assert found.due_at.isoformat(timespec="minutes") == expected


def test_hours_backward() -> None:
    term = Term(24, Unit.HOURS, direction=BACK)
    found = due_at(wall("2026-03-29T18:30"), term)
    assert found.due_at.isoformat() == "2026-03-28T17:30:00+01:00"
    assert "nel mezzo entra l'ora legale: cade sabato 28/03/2026 alle 17:30" in found.explanation


def test_hours_accept_any_zone_and_answer_in_rome() -> None:
    start = datetime(2026, 7, 10, 16, 30, tzinfo=UTC)
    found = due_at(start, Term(24, Unit.HOURS)).due_at
    assert found == start + timedelta(hours=24)
    assert found.isoformat() == "2026-07-11T18:30:00+02:00"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param(
            "2026-04-03T22:15",
            ["2026-04-04T22:15+02:00", "2026-04-07T22:15+02:00", "2026-04-09T22:15+02:00", "2026-04-24"],
            id="art403-pasqua-2026",
        ),
        pytest.param(
            "2026-10-23T22:15",
            ["2026-10-24T22:15+02:00", "2026-10-27T21:15+01:00", "2026-10-29T21:15+01:00", "2026-11-13"],
            id="art403-cambio-ora-ottobre-2026",
        ),
    ],
)
def test_art403_chain(start: str, expected: list[str]) -> None:
    """24 h to the prosecutor, 72 h to the court, 48 h to the decree, 15 days to the hearing."""
    moment = wall(start)
    chain = []
    for hours in (24, 72, 48):
        moment = due_at(moment, Term(hours, Unit.HOURS)).due_at
        chain.append(moment.isoformat(timespec="minutes"))
    hearing = due(moment.date(), Term(15, Unit.DAYS, rolling=Rolling.NEVER)).due_on
    assert [*chain, hearing.isoformat()] == expected


def test_periodic_duty_never_drifts() -> None:
    found = [nth_period(date(2026, 8, 31), 6, n).due_on.isoformat() for n in range(1, 7)]
    assert found == ["2027-03-01", "2027-08-31", "2028-02-29", "2028-08-31", "2029-02-28", "2029-08-31"]


def test_periodic_duty_in_days() -> None:
    assert nth_period(date(2026, 7, 10), 30, 2, unit=Unit.DAYS).due_on == date(2026, 9, 8)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            due(date(2026, 7, 10), Term(60)).explanation,
            "60 giorni dal 10/07/2026, primo giorno escluso: l'8/09/2026 è martedì.",
        ),
        (
            due(date(2026, 11, 25), Term(30)).explanation,
            "30 giorni dal 25/11/2026, primo giorno escluso: scade il 25/12/2026 (Natale), "
            "prorogato a lunedì 28/12/2026 (art. 155 c.p.c.).",
        ),
        (
            due(date(2026, 9, 8), Term(1)).explanation,
            "1 giorno dall'8/09/2026, primo giorno escluso: il 9/09/2026 è mercoledì.",
        ),
        (
            due(date(2026, 9, 11), Term(1, Unit.WEEKS, direction=BACK)).explanation,
            "1 settimana prima dell'11/09/2026, primo giorno escluso: il 4/09/2026 è venerdì.",
        ),
        (
            due(date(2026, 8, 1), Term(1, Unit.MONTHS)).explanation,
            "1 mese dal 1°/08/2026, stesso giorno del mese: il 1°/09/2026 è martedì.",
        ),
        (
            due(date(2026, 4, 15), Term(10, direction=BACK)).explanation,
            "10 giorni prima del 15/04/2026, primo giorno escluso: cade il 5/04/2026 (Pasqua), "
            "anticipato a venerdì 3/04/2026 (art. 155 c.p.c.).",
        ),
        (
            due(date(2026, 8, 31), Term(6, Unit.MONTHS)).explanation,
            "6 mesi dal 31/08/2026, ultimo giorno del mese perché il 31 manca: scade il 28/02/2027 "
            "(domenica), prorogato a lunedì 1°/03/2027 (art. 155 c.p.c.).",
        ),
        (
            due(date(2026, 3, 10), Term(6, Unit.MONTHS, august_suspension=True)).explanation,
            "6 mesi dal 10/03/2026, stesso giorno del mese, con sospensione dal 1°/08/2026 al 31/08/2026 "
            "(L. 742/1969): scade l'11/10/2026 (domenica), prorogato a lunedì 12/10/2026 (art. 155 c.p.c.).",
        ),
        (
            due(date(2026, 8, 10), Term(30, august_suspension=True)).explanation,
            "30 giorni dal 10/08/2026, primo giorno escluso, con decorrenza dal 1°/09/2026 per la "
            "sospensione feriale (L. 742/1969): il 30/09/2026 è mercoledì.",
        ),
        (
            due(date(2026, 10, 1), Term(15, august_suspension=True)).explanation,
            "15 giorni dal 1°/10/2026, primo giorno escluso, la sospensione di agosto non incide: "
            "il 16/10/2026 è venerdì.",
        ),
        (
            due(date(2027, 7, 1), Term(30, august_suspension=True)).explanation,
            "30 giorni dal 1°/07/2027, primo giorno escluso: scade il 31/07/2027 (sabato), "
            "prorogato a mercoledì 1°/09/2027 (art. 155 c.p.c. e L. 742/1969).",
        ),
        (
            due(date(2026, 7, 10), Term(24, Unit.MONTHS, rolling=Rolling.NEVER)).explanation,
            "24 mesi dal 10/07/2026, stesso giorno del mese, senza proroga per i festivi: "
            "il 10/07/2028 è lunedì.",
        ),
        (
            due(date(2026, 7, 10), Term(15, rolling=Rolling.EARLIER)).explanation,
            "15 giorni dal 10/07/2026, primo giorno escluso: cade il 25/07/2026 (sabato), "
            "anticipato a venerdì 24/07/2026 (obiettivo interno).",
        ),
        (
            nth_period(date(2026, 8, 31), 6, 3).explanation,
            "3ª scadenza, ogni 6 mesi dal 31/08/2026 (18 mesi in tutto), ultimo giorno del mese "
            "perché il 31 manca: il 29/02/2028 è martedì.",
        ),
        (
            due_at(wall("2026-07-11T00:30"), Term(1, Unit.HOURS)).explanation,
            "1 ora da sabato 11/07/2026 alle 0:30, contata al minuto e mai prorogata: "
            "scade sabato 11/07/2026 all'1:30.",
        ),
        (
            due_at(wall("2026-10-24T02:30"), Term(25, Unit.HOURS)).explanation,
            "25 ore da sabato 24/10/2026 alle 2:30, contate al minuto e mai prorogate, "
            "nel mezzo torna l'ora solare: scade domenica 25/10/2026 alle 2:30 (ora solare).",
        ),
    ],
)
def test_explanation(found: str, expected: str) -> None:
    assert found == expected


def test_steps_tell_the_whole_reckoning() -> None:
    assert due(date(2026, 3, 10), Term(6, Unit.MONTHS, august_suspension=True)).steps == (
        "Si parte da martedì 10/03/2026.",
        "6 mesi: giovedì 10/09/2026.",
        "Sospensione dal 1°/08/2026 al 31/08/2026: 31 giorni in più.",
        "Con la sospensione: domenica 11/10/2026.",
        "11/10/2026 non è utile: domenica.",
        "Scadenza: lunedì 12/10/2026.",
    )


def test_suspension_is_off_by_default_and_noted_when_on() -> None:
    assert due(date(2026, 7, 10), Term(60)).note == ""
    assert "applicata per scelta" in due(date(2026, 7, 10), Term(60, august_suspension=True)).note


def refused(message: str, build: Any) -> Any:
    return pytest.param(build, message, id=message)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        refused("almeno 1", lambda: Term(0)),
        refused("deve essere almeno 1", lambda: Term(-5)),
        refused("numero intero", lambda: Term(1.5)),  # type: ignore[arg-type]
        refused("deve essere un numero intero", lambda: Term(True)),
        refused("a ore non si sospendono", lambda: Term(24, Unit.HOURS, august_suspension=True)),
        refused("Una durata non è", lambda: Term(24, rolling=Rolling.NEVER, august_suspension=True)),
        refused("data senza ora", lambda: due(datetime(2026, 7, 10, tzinfo=UTC), Term(1))),
        refused("tra il 1900 e il 2100", lambda: due(date(1899, 12, 31), Term(1))),
        refused("compresa tra il 1900", lambda: due(date(2101, 1, 1), Term(1))),
        refused("finisce fuori", lambda: due(date(2100, 12, 31), Term(1))),
        refused("fuori dagli anni", lambda: due(date(2026, 7, 10), Term(10**12))),
        refused("Il termine finisce", lambda: due(date(2026, 7, 10), Term(10**12, Unit.MONTHS))),
        refused("fuori dagli anni 1900", lambda: due(date(1900, 1, 10), Term(10, direction=BACK))),
        refused("serve anche l'orario", lambda: due(date(2026, 7, 10), Term(24, Unit.HOURS))),
        refused(
            "fuso orario", lambda: due_at(datetime.fromisoformat("2026-07-10T18:00"), Term(24, Unit.HOURS))
        ),
        refused("solo i termini a ore", lambda: due_at(datetime(2026, 7, 10, tzinfo=ROME), Term(24))),
        refused(
            "finisce fuori dagli", lambda: due_at(datetime(2026, 1, 1, tzinfo=UTC), Term(10**12, Unit.HOURS))
        ),
        refused("entra l'ora legale", lambda: wall("2026-03-29T02:30")),
        refused("già un fuso", lambda: in_rome(datetime(2026, 3, 29, 2, 30, tzinfo=UTC))),
        refused("si contano da 1", lambda: nth_period(date(2026, 7, 10), 6, 0)),
        refused("Nessuna regola", lambda: due(date(2026, 7, 10), Term(1), rules=())),
        refused("Più regole", lambda: due(date(2026, 7, 10), Term(1), rules=RULES + RULES)),
    ],
)
def test_nonsense_is_refused_in_italian(build: Any, message: str) -> None:
    with pytest.raises(TermError, match=message):
        build()


def test_rules_are_data() -> None:
    """A law of tomorrow is a new row: one holiday more, one less, a shorter suspension."""
    until = date(2029, 12, 31)
    now = RULES[-1]
    today = RuleSet(now.valid_from, until, now.source)
    future = RuleSet(
        date(2030, 1, 1),
        None,
        "legge futura",
        suspension=((8, 1), (8, 15)),
        added_holidays=(((11, 4), "Unità nazionale"),),
        dropped_holidays=((10, 4),),
    )
    rules = (*RULES[:-1], today, future)
    assert due(date(2030, 10, 4), Term(31), rules=rules).due_on == date(2030, 11, 5)
    assert due(date(2030, 9, 4), Term(30), rules=rules).due_on == date(2030, 10, 4)
    assert due(date(2029, 9, 4), Term(30), rules=rules).due_on == date(2029, 10, 5)
    assert due(date(2030, 7, 10), Term(60, august_suspension=True), rules=rules).due_on == date(2030, 9, 23)


def test_default_rules_cover_every_day_once() -> None:
    assert rule_on(date(1900, 1, 1)) is RULES[0]
    assert rule_on(date(2100, 12, 31)) is RULES[-1]
    for before, after in pairwise(RULES):
        assert before.valid_to is not None
        assert after.valid_from - before.valid_to == timedelta(days=1)


starts = st.dates(date(1950, 1, 1), date(2060, 12, 31))
units = st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS])
amounts = st.integers(1, 400)


@given(starts, amounts, units, st.booleans())
def test_forward_terms_end_on_a_working_day_and_never_early(
    start: date, amount: int, unit: Unit, august: bool
) -> None:
    found = due(start, Term(amount, unit, august_suspension=august))
    bare = due(start, Term(amount, unit, rolling=Rolling.NEVER)).due_on
    assert is_working_day(found.due_on)
    assert start < bare <= found.nominal_on <= found.due_on
    assert not (august and suspension_around(found.due_on))


@given(starts, amounts, units, st.booleans())
def test_backward_terms_end_on_a_working_day_and_never_late(
    start: date, amount: int, unit: Unit, august: bool
) -> None:
    back = {"direction": BACK, "august_suspension": august}
    found = due(date(2060, 12, 31) - (start - date(1950, 1, 1)), Term(amount, unit, **back))  # type: ignore[arg-type]
    assert is_working_day(found.due_on)
    assert found.due_on <= found.nominal_on


@given(starts, amounts, units)
def test_suspension_never_brings_a_term_forward(start: date, amount: int, unit: Unit) -> None:
    assert (
        due(start, Term(amount, unit)).due_on <= due(start, Term(amount, unit, august_suspension=True)).due_on
    )


@given(starts, st.integers(1, 500))
def test_suspended_days_are_the_days_outside_the_suspension_counted_one_by_one(
    start: date, amount: int
) -> None:
    last, left = start, amount
    while left:
        last += timedelta(days=1)
        left -= suspension_around(last) is None
    assert due(start, Term(amount, august_suspension=True)).nominal_on == last


@given(starts, st.integers(1, 500))
def test_suspended_days_backward_counted_one_by_one(start: date, amount: int) -> None:
    last, left = start, amount
    while left:
        last -= timedelta(days=1)
        left -= suspension_around(last) is None
    assert due(start, Term(amount, direction=BACK, august_suspension=True)).nominal_on == last


@given(starts, st.integers(1, 12), st.integers(1, 12))
def test_periods_go_forward_and_stay_near_the_anchor(anchor: date, every: int, n: int) -> None:
    earlier, later = nth_period(anchor, every, n), nth_period(anchor, every, n + 1)
    assert earlier.due_on < later.due_on
    assert later.nominal_on == add_months(anchor, every * (n + 1))
    assert (later.due_on - later.nominal_on).days <= 4


@given(starts, amounts)
def test_targets_are_working_days_and_never_late(start: date, amount: int) -> None:
    found = due(start, Term(amount, rolling=Rolling.EARLIER))
    assert is_working_day(found.due_on)
    assert found.due_on <= found.nominal_on


@given(starts, st.integers(0, 86_399), st.integers(1, 2000))
def test_hours_elapse_exactly(on: date, second: int, hours: int) -> None:
    start = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(seconds=second)
    assert due_at(start, Term(hours, Unit.HOURS)).due_at - start == timedelta(hours=hours)
