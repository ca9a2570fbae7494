"""Which tables the test database has, which of them hold rows, and what can be written into them."""

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier

TABLES = """
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
AND relnamespace = %s::regnamespace ORDER BY relname
"""
WRITABLE = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
AND attgenerated = '' ORDER BY attnum
"""


def columns_to_write(table: str) -> Composable:
    """The columns of one of our tables that are not reckoned by the database."""
    with connection.cursor() as cursor:
        cursor.execute(WRITABLE, [f'public."{table}"'])
        return SQL(", ").join(Identifier(row[0]) for row in cursor.fetchall())


def tables_of(schema: str) -> list[str]:
    """The tables of a schema; a partitioned one stands for its parts."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [schema])
        return [row[0] for row in cursor.fetchall()]


def with_rows(tables: list[str]) -> list[str]:
    """Those of the tables that are not empty, in one question."""
    look = SQL("SELECT {} WHERE EXISTS (SELECT FROM public.{})")
    question = SQL(" UNION ALL ").join(look.format(table, Identifier(table)) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [row[0] for row in cursor.fetchall()]
