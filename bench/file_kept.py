"""The data of the file are made once for each scale, in a database kept while tables and makers stay the same."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from django.core.management import call_command
from django.db import connection

from accounts.models import Unit, User
from bench import file_data
from bench.file_data import Cast

HOUSE = Path(__file__).resolve().parents[1]
# What the data depend on: the tables, and who fills them.
MAKERS = ("*/migrations/*.py", "services/*/migrations/*.py", "bench/file_data.py")
SMALL = "_small"


def made_once(scale: str, make: Callable[[Cast], int], tell: Callable[[str], None]) -> tuple[Cast, int]:
    """Turn the connection to the data of this scale, making them first where there are none; who looks at them, and
    the number of the long case. What was left half made is made anew, what older tables need goes.
    """
    name = f"bench_{scale}_{fingerprint()}"
    _forget_others(scale, name)
    connection.close()
    connection.settings_dict["NAME"] = name
    if _is_whole(name):
        tell(f"Dati già fatti in una misura precedente ({name}).")
        return _remembered()
    begun = perf_counter()
    _create(name)
    call_command("migrate", verbosity=0)
    cast = file_data.people()
    copy(name, name + SMALL)
    case = make(cast)
    _remember(cast, case)
    tell(f"Dati fatti in {perf_counter() - begun:.0f} s e tenuti per la prossima misura ({name}).")
    return cast, case


def fingerprint() -> str:
    """Twelve digits that change with the tables and with what fills them."""
    files = sorted(path for pattern in MAKERS for path in HOUSE.glob(pattern))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def copy(name: str, other: str) -> None:
    """A second database with the same rows."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{other}"')
        cursor.execute(f'CREATE DATABASE "{other}" TEMPLATE "{name}"')


def _create(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')


def _forget_others(scale: str, name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"bench\\_{scale}\\_%"])
        for (other,) in cursor.fetchall():
            if other.removesuffix(SMALL) != name:
                cursor.execute(f'DROP DATABASE "{other}"')


def _is_whole(name: str) -> bool:
    """Whether the database is there and was filled to its end."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() != (1,):
            return False
    return "bench_made" in connection.introspection.table_names()


def _remember(cast: Cast, case: int) -> None:
    """The last row written: without it the data are not whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_made AS SELECT %s::bigint AS lead, %s::bigint AS worker, %s::bigint AS newcomer,"
            " %s::bigint[] AS units, %s::bigint AS long_case",
            [cast.lead.pk, cast.worker.pk, cast.newcomer.pk, [unit.pk for unit in cast.units], case],
        )


def _remembered() -> tuple[Cast, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lead, worker, newcomer, units, long_case FROM bench_made")
        *people, units, case = cursor.fetchone()
    lead, worker, newcomer = (User.objects.get(pk=pk) for pk in people)
    known = Unit.objects.in_bulk(units)
    return Cast(lead, worker, newcomer, [known[pk] for pk in units]), case
