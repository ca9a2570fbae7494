"""How the parts of a report snapshot check, normalise and serialise their fields."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

# Bounds keep one report inside the render limits: about 40 printed pages for one text.
MAX_TEXT = 100_000
MAX_LINE = 1_000
MAX_ITEMS = 1_000

Line = Annotated[str, "line"]
Text = Annotated[str, "text"]

INVISIBLE = {"Cc", "Cf", "Cs"}


class SnapshotError(ValueError):
    """A value that cannot become part of a report; the message is Italian and meant for the worker."""

    def __init__(self, where: str, problem: str) -> None:
        self.where = where
        self.problem = problem
        super().__init__(f"{where}: {problem}" if where else problem)


class Part:
    """A piece of the snapshot: checks and normalises its own fields when it is made."""

    def __post_init__(self) -> None:
        cls: Any = type(self)
        for field, hint in typed_fields(cls):
            value = checked(hint, getattr(self, field.name), f"{cls.__name__}.{field.name}")
            object.__setattr__(self, field.name, value)


def clean_text(value: str, *, where: str = "") -> str:
    """Plain text in paragraphs, safe to print: composed letters (NFC), no invisible or control characters.

    Bidirectional controls, zero-width and other format characters are removed, because they make a text
    look different from what it says. Raises SnapshotError for NUL, lone surrogates and more than
    `MAX_TEXT` letters.
    """
    if len(value) > MAX_TEXT:
        limit = f"{MAX_TEXT:,}".replace(",", ".")
        raise SnapshotError(where, f"il testo supera {limit} caratteri.")
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise SnapshotError(where, "il testo contiene caratteri non validi.")
    value = re.sub("\r\n?|[\v\f\x85\u2028\u2029]", "\n", value).replace("\t", " ")
    value = "".join(filter(_is_visible, value))
    value = unicodedata.normalize("NFC", value)
    value = re.sub(r" *\n *", "\n", value.strip())
    return re.sub(r"\n{3,}", "\n\n", value)


def clean_line(value: str, *, where: str = "") -> str:
    """Like `clean_text`, on one line of at most `MAX_LINE` letters."""
    value = " ".join(clean_text(value, where=where).split())
    if len(value) > MAX_LINE:
        raise SnapshotError(where, f"il testo supera {MAX_LINE} caratteri.")
    return value


def _is_visible(letter: str) -> bool:
    return letter == "\n" or unicodedata.category(letter) not in INVISIBLE


@cache
def typed_fields(cls: Any) -> tuple[tuple[Field[Any], Any], ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple((field, hints[field.name]) for field in fields(cls))


def checked(hint: Any, value: Any, where: str) -> Any:
    """The value as `hint` wants it, from Python or from JSON."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _checked_text(hint, value, where)
    if origin is tuple:
        return _checked_items(get_args(hint)[0], value, where)
    if origin is UnionType:
        inner = next(arg for arg in get_args(hint) if arg is not NoneType)
        return None if value is None else checked(inner, value, where)
    if issubclass(hint, Part):
        return _checked_part(hint, value, where)
    return _SCALARS.get(hint, _checked_enum(hint))(value, where)


def _checked_text(hint: Any, value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise SnapshotError(where, "deve essere un testo.")
    clean = clean_line if hint.__metadata__ == ("line",) else clean_text
    return clean(value, where=where)


def _checked_items(hint: Any, value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise SnapshotError(where, "deve essere un elenco.")
    if len(value) > MAX_ITEMS:
        raise SnapshotError(where, f"l'elenco supera {MAX_ITEMS} voci.")
    return tuple(checked(hint, item, f"{where}[{index}]") for index, item in enumerate(value))


def _checked_part(hint: Any, value: Any, where: str) -> Any:
    if isinstance(value, hint):
        return value
    if not isinstance(value, dict):
        raise SnapshotError(where, "manca o ha un tipo inatteso.")
    known = {field.name: field for field, _ in typed_fields(hint)}
    missing = {name for name, field in known.items() if field.default is MISSING} - value.keys()
    if missing or value.keys() - known.keys():
        names = ", ".join(sorted(missing | (value.keys() - known.keys())))
        raise SnapshotError(where, f"campi mancanti o sconosciuti ({names}).")
    return hint(**value)


def _checked_int(value: Any, where: str) -> int:
    if type(value) is not int:
        raise SnapshotError(where, "deve essere un numero intero.")
    return value


def _checked_bool(value: Any, where: str) -> bool:
    if type(value) is not bool:
        raise SnapshotError(where, "deve essere vero o falso.")
    return value


def _checked_date(value: Any, where: str) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise SnapshotError(where, "deve essere una data.") from error


def _checked_datetime(value: Any, where: str) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise SnapshotError(where, "deve essere un momento.") from error
    if moment.tzinfo is None:
        raise SnapshotError(where, "manca il fuso orario.")
    return moment.astimezone(UTC).replace(microsecond=0)


def _checked_enum(hint: Any) -> Callable[[Any, str], Any]:
    def check(value: Any, where: str) -> Any:
        try:
            return hint(value)
        except ValueError as error:
            raise SnapshotError(where, "valore non previsto.") from error

    return check


_SCALARS: dict[Any, Callable[[Any, str], Any]] = {
    int: _checked_int,
    bool: _checked_bool,
    date: _checked_date,
    datetime: _checked_datetime,
}


def plain(value: Any) -> Any:
    """Lists, dictionaries and strings for JSON; fields equal to their default are left out."""
    if isinstance(value, Part):
        cls: Any = type(value)
        pairs = ((field, getattr(value, field.name)) for field, _ in typed_fields(cls))
        return {field.name: plain(item) for field, item in pairs if item != field.default}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def texts(value: Any) -> Iterator[str]:
    """Every text below `value`, a part of a snapshot or one of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, Part):
        cls: Any = type(value)
        for field, _ in typed_fields(cls):
            yield from texts(getattr(value, field.name))
