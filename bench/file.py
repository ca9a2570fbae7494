"""The case file: caseload, search, chronology and the pages over them, at so many cases."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access_log import record_access
from accounts.models import User
from accounts.permissions import asked_once, roles_of
from bench import file_data, file_gate, file_kept, file_pages
from bench.file_data import COMMON, MIDDLING, RARE, Cast, word
from bench.table import Line, interleaved, printed, ratio
from cases.caseload_sql import MERGE
from cases.chronology import events_of
from cases.diary_search import places
from cases.permissions import get_case, sight_of, visit

SCALES = {"20k": 20_000, "100k": 100_000, "1m": 1_000_000}
SMALL, MOST_ENTRIES, ENTRIES_EACH = 1_000, 3_000_000, 30
EVENTS, PAGE, HITS = 2_000, 50, 20
FIRST = ("0001-01-01", 0)
# What a list shows of fifty cases whose ids one has.
BY_KEY = """
SELECT c.id, c.reference, c.status, c.next_deadline, p.last_name, p.first_name, p.birth_date, n.name
FROM cases_case c JOIN cases_person p ON p.id = c.person_id JOIN accounts_unit n ON n.id = c.unit_id
WHERE c.id = ANY (%(ids)s)
"""


# The newest notes of some units, whoever may see them.
LATEST = """
SELECT p.moment, p.id FROM unnest(%(units)s::bigint[]) AS u (unit_id) CROSS JOIN LATERAL (
    SELECT p.moment, p.id FROM cases_diaryparagraph p WHERE p.unit_key = u.unit_id
    ORDER BY p.moment DESC, p.id DESC LIMIT %(limit)s
) p ORDER BY p.moment DESC, p.id DESC LIMIT %(limit)s
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How large, and how often. Most of the time goes into the data: a minute at 20k, several at 100k, once for each
    scale."""
    parser.add_argument("--scale", choices=SCALES, default="20k")
    parser.add_argument("--rounds", type=int, default=31, help="rounds of each comparison")


def run(options: argparse.Namespace) -> int:
    """Make the data, check that every way gives the same rows, measure, print; 1 where a must is missed."""
    cases = SCALES[options.scale]
    cast, case = file_kept.made_once(options.scale, partial(_filled, cases=cases), _say)
    with asked_once(), visit():
        file_gate.check(cast, case)
        _say("Controllo di uguaglianza superato.")
        with _small_one() as small:
            lines = _caseload(cast, options.rounds, small)
        lines += _search(cast, options.rounds)
    file_pages.lay_the_floor()
    lines += _pages(cast, case, options.rounds)
    return printed(lines)


# --- Data -----------------------------------------------------------------------------------------------
def _filled(cast: Cast, *, cases: int) -> int:
    """Everything of the large file, and of the small one beside it."""
    each = min(ENTRIES_EACH, MOST_ENTRIES // cases)
    with _in_the_small_one():
        file_data.fill(cast, cases=SMALL, entries_each=1)
        file_data.gather_statistics()
    file_data.fill(cast, cases=cases, entries_each=each)
    case = file_data.long_case(cast, events=EVENTS)
    file_data.gather_statistics()
    _say(f"{cases} casi, {cases * each} note di diario.")
    return case


def _small_alias() -> str:
    """The connection to a thousand cases of the same people."""
    name = f"{connection.settings_dict['NAME']}{file_kept.SMALL}"
    connections.databases["small"] = {**connections.databases["default"], "NAME": name}
    return "small"


@contextmanager
def _in_the_small_one() -> Iterator[None]:
    """Everything asked of the database goes to the small one."""
    large = connections["default"]
    connections["default"] = connections[_small_alias()]
    try:
        yield
    finally:
        connections["default"] = large


@contextmanager
def _small_one() -> Iterator[Any]:
    """The cursor to ask a thousand cases of the same people."""
    with connections[_small_alias()].cursor() as cursor:
        yield cursor


# --- L1 to L3: the caseload by its statement -----------------------------------------------------------
def _caseload(cast: Cast, rounds: int, small: Any) -> list[Line]:
    lines = []
    for who, user in (("coordinatrice", cast.lead), ("operatore", cast.worker)):
        first = _values(user)
        with connection.cursor() as cursor:
            ids = [pk for _, pk in _rows(cursor, first)]
            deep = _values(user, after=_deepest(cursor, user))
            works = [
                lambda _, c=cursor, v=first: _rows(c, v),
                lambda _, v=first: _rows(small, v),
                lambda _, c=cursor, v=deep: _rows(c, v),
                lambda _, c=cursor, i=ids: _by_key(c, i),
                lambda _, c=cursor, v=first: _by_key(c, [pk for _, pk in _rows(c, v)]),
            ]
            large, little, last, keys, whole = _timed(rounds, *works)
        lines += [
            _line(f"L1 elenco, {who}: qui / con {SMALL} casi", large, little, 2),
            _line(f"L2 elenco con i dati, {who}: / {PAGE} casi per chiave", whole, keys, 3),
            _line(f"L3 elenco, {who}: ultima pagina / prima", last, large, 2),
        ]
    return lines


def _values(user: User, after: tuple[Any, int] = FIRST) -> dict[str, Any]:
    return {**sight_of(user), "deadline": after[0], "case_id": after[1], "limit": PAGE + 1}


def _rows(cursor: Any, values: dict[str, Any]) -> list[tuple[Any, int]]:
    cursor.execute(MERGE.format(open_only="AND a.is_open"), values)
    found: list[tuple[Any, int]] = cursor.fetchall()
    return found


def _by_key(cursor: Any, ids: list[int]) -> list[Any]:
    cursor.execute(BY_KEY, {"ids": ids})
    found: list[Any] = cursor.fetchall()
    return found


def _deepest(cursor: Any, user: User) -> tuple[Any, int]:
    """The place at which the last full page of this person begins."""
    whole = _rows(cursor, {**_values(user), "limit": 10**7})
    return whole[-PAGE - 2] if len(whole) > PAGE + 1 else FIRST


# --- S1: one word -----------------------------------------------------------------------------------------
def _search(cast: Cast, rounds: int) -> list[Line]:
    lines = []
    for who, user in (("coordinatrice", cast.lead), ("operatore", cast.worker)):
        units = sorted(roles_of(user).lead_units | roles_of(user).operator_units)
        latest = _asking(LATEST, {"units": units, "limit": HITS})
        for often, rank in (("comune", COMMON), ("media", MIDDLING), ("rara", RARE)):
            asked, floor = _timed(rounds, _searching(user, word(rank)), latest)
            lines.append(_line(f"S1 parola {often}, {who}: / ultime {HITS} note", asked, floor, 25))
    return lines


def _searching(user: User, text: str) -> Callable[[object], object]:
    """The whole search of the diary: the cases of one's own, then the words."""
    return lambda _: places(user, text, limit=HITS)


def _asking(statement: str, values: dict[str, Any]) -> Callable[[object], object]:
    def work(_: object) -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    return work


# --- L5, W1, A2, chronology: whole pages ---------------------------------------------------------------
def _pages(cast: Cast, case: int, rounds: int) -> list[Line]:
    client = file_pages.signed_in(cast.lead)
    page, floor = file_pages.got(client, "/casi/"), file_pages.got(client, file_pages.FLOOR)
    with asked_once(), visit(), connection.cursor() as cursor:
        values = _values(cast.lead)
        ids = [pk for _, pk in _rows(cursor, values)][:PAGE]
    file_pages.statements[:] = [(MERGE.format(open_only="AND a.is_open"), values), (BY_KEY, {"ids": ids})]
    shown, bare, logged = _timed(rounds, page, floor, lambda _: _log(cast.lead, ids))
    few = file_pages.queries_of(file_pages.got(file_pages.signed_in(cast.newcomer), "/casi/"))
    return [
        Line(
            "L5 istruzioni in più per 50 righe che per 1", file_pages.queries_of(page) - few, 0, note=f"{few}"
        ),
        _line("W1 pagina dell'elenco / SQL, sessione e utente", shown, bare, 6),
        _line("A2 registro di lettura / pagina", logged, shown, 0.15),
        _chronology(cast, case, rounds),
    ]


def _log(user: User, ids: list[int]) -> None:
    """The row of the log as the page writes it, inside its transaction."""
    record_access(user=user, action="cases:case_list", method="GET", status=200, case_ids=ids, ip=None)


def _chronology(cast: Cast, case: int, rounds: int) -> Line:
    client = file_pages.signed_in(cast.worker)
    with CaptureQueriesContext(connection) as sent, asked_once(), visit():
        found = events_of(cast.worker, get_case(cast.worker, case))
    file_pages.statements[:] = [(query["sql"].replace("%", "%%"), ()) for query in sent.captured_queries]
    page = file_pages.got(client, f"/casi/{case}/cronologia/")
    whole, bare = _timed(rounds, page, file_pages.got(client, file_pages.FLOOR))
    return _line(f"Cronologia di {len(found)} eventi / le stesse righe in SQL", whole, bare, 6)


# --- Measuring ------------------------------------------------------------------------------------------
def _timed(rounds: int, *works: Callable[[Any], object]) -> list[list[float]]:
    """Seconds of the clock, after a few turns to warm up."""
    interleaved(repeat(None, 3), *works)
    return interleaved(repeat(None, rounds), *works, clock=perf_counter)


def _line(what: str, above: list[float], below: list[float], must: float) -> Line:
    value, spread = ratio(above, below)
    return Line(what, value, must, note=f"{spread}; {median(above) * 1000:.2f} ms")


def _say(words: str) -> None:
    print(f"{timezone.localtime():%H:%M:%S} {words}", flush=True)  # noqa: T201
