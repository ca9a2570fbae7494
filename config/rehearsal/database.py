"""A database of its own for a rehearsal: the demo's data stay as they are."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

# Always the same, so that one left behind by a kill is replaced by the next rehearsal.
DATABASE = "bandolo_rehearsal"


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh database on the same server for the time of the rehearsal."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def own_broker(number: int) -> str:
    """The address of a broker database nobody else uses. CommandError outside the embedded run."""
    address = settings.CELERY_BROKER_URL.split("?")[0]
    if not settings.EMBEDDED or not address.startswith("redis+socket://"):
        raise CommandError("Solo nell'ambiente di prova: ./bandolo manage …")
    return f"{address}?virtual_host={number}"
