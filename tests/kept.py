"""What is built once and put back as rows: the worlds the tests stand on.

To build the people and the two siblings of `world` through the factories costs ten times what it costs to write
their rows again, and two thousand tests stand on them. The first test of a process that needs a world builds it;
the rows that left are kept as one script of SQL and the objects as bytes. Every further test runs the script and
gets objects of its own. What triggers did is among the rows, so triggers and references look away meanwhile.

The ids are those of the first time. No other row has them: sequences never go back.
"""

import pickle
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg.sql import SQL, Composable, Identifier, Literal

from tests.rows import columns_to_write, tables_of, with_rows

World = TypeVar("World")
Places = dict[str, set[str]]

# By what was built, on which day (its dates are counted from it) and with which folder (its files are there).
_kept: dict[tuple[object, ...], tuple[str, bytes]] = {}


def kept(build: Callable[[], World]) -> World:
    """What `build` makes in the database of the running test, built the first time and put back from then on.

    Raises AssertionError where `build` changes rows that were there before: those would be missed.
    """
    key = (build.__module__, build.__qualname__, timezone.localdate(), str(settings.MEDIA_ROOT))
    if key not in _kept:
        with transaction.atomic():
            before = _places()
            made = build()
            _kept[key] = _script(before), pickle.dumps(made)
        return made
    script, objects = _kept[key]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(script)
    made_again: World = pickle.loads(objects)  # noqa: S301 (written by this very process)
    return made_again


def _places() -> Places:
    """Where each row of ours lies in its table."""
    places = {}
    with connection.cursor() as cursor:
        for table in with_rows(tables_of("public")):
            cursor.execute(SQL("SELECT tableoid || ':' || ctid FROM public.{}").format(Identifier(table)))
            places[table] = {row[0] for row in cursor.fetchall()}
    return places


def _script(before: Places) -> str:
    """The statements that write the rows of now which were not there before."""
    after = _places()
    changed = [table for table, places in before.items() if not places <= after.get(table, set())]
    assert not changed, f"What is kept must not change rows that were there before: {changed}"
    new = {table: places - before.get(table, set()) for table, places in after.items()}
    statements: list[Composable] = [SQL("SET LOCAL session_replication_role = replica")]
    statements += [_insert(table, places) for table, places in new.items() if places]
    statements.append(SQL("SET LOCAL session_replication_role = origin"))
    return SQL(";\n").join(statements).as_string(connection.connection)


def _insert(table: str, places: set[str]) -> Composable:
    """The rows at these places, as a statement that writes them again."""
    name, columns = Identifier("public", table), columns_to_write(table)
    with connection.cursor() as cursor:
        look = SQL("SELECT json_agg(t)::text FROM {} t WHERE tableoid || ':' || ctid = ANY(%s)").format(name)
        cursor.execute(look, [list(places)])
        rows = Literal(cursor.fetchone()[0])
    write = SQL(
        "INSERT INTO {name} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{name}, {rows})"
    )
    return write.format(name=name, columns=columns, rows=rows)
