"""What may go into the copy of a record, and what makes it: the apps above add theirs in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from cases.models import Case


@dataclass(frozen=True)
class Candidate:
    """Something of the case that may be chosen. `warning`: what to think of before giving it."""

    object_id: int
    title: str
    on: date
    warning: str = ""


@dataclass(frozen=True)
class RecordText:
    """What is in it: passages to be read over; `original` when the file itself may be given as it is."""

    title: str
    on: date
    passages: tuple[str, ...] = ()
    original: bytes = b""
    suffix: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of things: what the reader may choose from, and the text of one; None if it is not of the case."""

    label: str
    candidates: Callable[[User, Case], Iterable[Candidate]]
    read: Callable[[Case, int], RecordText | None]


@dataclass(frozen=True)
class Sheet:
    """Something to be printed anew: a title, grey lines under it, paragraphs. `created` dates the file."""

    title: str
    created: datetime
    lines: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()


sources: dict[str, Source] = {}
# The first of each is used: the PDF of a sheet; the day to answer by, for a request of a day, and how it is counted.
printers: list[Callable[[Sheet], bytes]] = []
terms: list[Callable[[date], tuple[date, str]]] = []
