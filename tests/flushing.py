"""After a test that commits, its rows go and those of the migrations stay.

Django's own flush empties every table, the numbers of the law and the outlines of the reports with them, and
makes all content types and permissions anew: slower, and the next test would work in a house without furniture.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from psycopg.sql import SQL, Composable, Identifier

from tests.rows import columns_to_write, tables_of, with_rows

# Where the rows of the migrations are kept while tests change theirs.
KEPT = "rows_of_the_migrations"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The database pytest-django makes for the first test that asks for one, its rows kept."""
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
        for table in with_rows(tables_of("public")):
            copy = SQL("CREATE TABLE {}.{} AS TABLE public.{}")
            cursor.execute(copy.format(*map(Identifier, (KEPT, table, table))))


def _restore(test: TransactionTestCase) -> None:
    """Delete every row and put those of the migrations back. Triggers and references look away meanwhile."""
    kept = tables_of(KEPT)
    statements: list[Composable] = [SQL("SET session_replication_role = replica")]
    statements += [
        SQL("DELETE FROM public.{}").format(Identifier(name)) for name in with_rows(tables_of("public"))
    ]
    statements += [_refill(name) for name in kept]
    statements.append(SQL("SET session_replication_role = origin"))
    with connection.cursor() as cursor:
        cursor.execute(SQL(";\n").join(statements))


def _refill(table: str) -> Composable:
    columns = columns_to_write(table)
    insert = SQL("INSERT INTO public.{} ({}) SELECT {} FROM {}.{}")
    return insert.format(Identifier(table), columns, columns, Identifier(KEPT), Identifier(table))
