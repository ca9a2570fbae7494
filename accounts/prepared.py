"""Statements that Django writes once: what every page asks takes longer to write than the server to answer."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Given(Expression):
    """A value of a prepared statement that is known only when it runs, by its name."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Prepared:
    """The rows of a queryset of `values_list`, as the database gives them: JSON comes as text."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        return self._build().query.sql_with_params()

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """One query. Raises KeyError where a `Given` of the queryset is missing."""
        sql, values = self._written
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [given[value.name] if isinstance(value, Given) else value for value in values]
            )
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
