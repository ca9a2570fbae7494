"""Before a document is taken away, every app may say where it is needed (design §2: hooks, no imports)."""

from collections.abc import Callable, Collection

from cases.models import RecordsItem

# Each takes the numbers of all versions of one document and answers with where they are needed, in Italian sentences.
uses: list[Callable[[Collection[int]], list[str]]] = []


def reasons_to_keep(versions: Collection[int]) -> list[str]:
    """Where a document, in any of its versions, is needed: sentences for the person who wants to take it away."""
    return [*chosen_for_copies("documento", versions), *(reason for use in uses for reason in use(versions))]


def chosen_for_copies(kind: str, numbers: Collection[int]) -> list[str]:
    """The requests for the record whose copy holds one of these, one sentence each."""
    rows = RecordsItem.objects.filter(kind=kind, object_id__in=numbers).select_related("request")
    days = sorted({row.request.received_on for row in rows})
    return [
        f"È fra gli atti scelti per la richiesta di accesso del {day:%d/%m/%Y}: se la copia non è stata consegnata, "
        "toglilo prima da lì."
        for day in days
    ]
