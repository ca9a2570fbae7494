"""After a test that commits, its rows go and those of the migrations stay.

Django's own flush empties every table, the numbers of the law and the outlines of the reports with them, and
makes all content types and permissions anew: slower, and the next test would work in a house without furniture.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from psycopg.sql import SQL, Composable, Identifier

# Where the rows of the migrations are kept while tests change theirs.
KEPT = "rows_of_the_migrations"

TABLES = """
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
AND relnamespace = %s::regnamespace ORDER BY relname
"""
WRITABLE = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
AND attgenerated = '' ORDER BY attnum
"""


@pytest.fixture(scope="session", autouse=True)
def _rows_of_the_migrations_stay(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        _keep()
    before = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = _restore
    yield
    TransactionTestCase._fixture_teardown = before


def _keep() -> None:
    """Copy what the migrations wrote, once for each database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_namespace WHERE nspname = %s", [KEPT])
        if cursor.fetchone() is not None:
            return
        cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(KEPT)))
        for table in _with_rows(_tables("public")):
            copy = SQL("CREATE TABLE {}.{} AS TABLE public.{}")
            cursor.execute(copy.format(*map(Identifier, (KEPT, table, table))))


def _restore(test: TransactionTestCase) -> None:
    """Delete every row and put those of the migrations back. Triggers and references look away meanwhile."""
    kept = _tables(KEPT)
    statements: list[Composable] = [SQL("SET session_replication_role = replica")]
    statements += [
        SQL("DELETE FROM public.{}").format(Identifier(name)) for name in _with_rows(_tables("public"))
    ]
    statements += [_refill(name) for name in kept]
    statements.append(SQL("SET session_replication_role = origin"))
    with connection.cursor() as cursor:
        cursor.execute(SQL(";\n").join(statements))


def _refill(table: str) -> Composable:
    with connection.cursor() as cursor:
        cursor.execute(WRITABLE, [f'public."{table}"'])
        columns = SQL(", ").join(Identifier(row[0]) for row in cursor.fetchall())
    insert = SQL("INSERT INTO public.{} ({}) SELECT {} FROM {}.{}")
    return insert.format(Identifier(table), columns, columns, Identifier(KEPT), Identifier(table))


def _tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [schema])
        return [row[0] for row in cursor.fetchall()]


def _with_rows(tables: list[str]) -> list[str]:
    """Those of the tables that are not empty, in one question."""
    look = SQL("SELECT {} WHERE EXISTS (SELECT FROM public.{})")
    question = SQL(" UNION ALL ").join(look.format(table, Identifier(table)) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [row[0] for row in cursor.fetchall()]
