"""What the apps above add to the list of cases: filters and columns. They append here in `AppConfig.ready()`.

The cases handed over have passed the gate; a column says nothing of any other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from cases.models import Case


@dataclass(frozen=True)
class Narrowing:
    """A filter: `choices` are values with their words, `narrow` cuts the cases to one of the values."""

    label: str
    choices: Callable[[], Iterable[tuple[str, str]]]
    narrow: Callable[[QuerySet[Case], str], QuerySet[Case]]


@dataclass(frozen=True)
class Column:
    """A column: what it says of each case, by case id. One query however many cases.

    `marked` draws one cell on the page in another way than the file's plain text; `order` names the order of
    the list that goes by this column.
    """

    label: str
    texts: Callable[[User, Sequence[Case]], Mapping[int, str]]
    marked: Callable[[Case, str], str] | None = None
    style: str = ""
    order: str = ""


filters: dict[str, Narrowing] = {}
columns: dict[str, Column] = {}
