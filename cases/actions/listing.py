"""What a person keeps of the list of cases, and the list as a file made by a worker."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cases.enums import BundleState
from cases.listing import Asked, count_of_cases, every_page
from cases.listing_columns import PERSON, chosen_columns, texts_of
from cases.listing_file import write_list
from cases.models import ListExport, SavedView
from cases.models.listing import HABIT
from cases.permissions import visit

MOST_VIEWS = 20
COUNTED_UP_TO = 1_000_000
MOST_ATTEMPTS = 3
STEP = 500
LEASE = timedelta(minutes=2)
KEPT_FOR = timedelta(days=1)


class TakenOverError(Exception):
    """Another worker writes this file now."""


@transaction.atomic
def remember_columns(*, columns: list[str], by: User) -> SavedView:
    """The columns with which `by` finds the list from now on."""
    habit, _ = SavedView.objects.update_or_create(user=by, name=HABIT, defaults={"columns": columns})
    return habit


@transaction.atomic
def save_view(*, name: str, asked: Asked, columns: list[str], by: User) -> SavedView:
    """Keep filters, order and columns under a name, instead of what stood under it.

    Raises ValidationError for one view too many.
    """
    mine = SavedView.objects.filter(user=by).exclude(name=HABIT)
    view = mine.filter(name=name).first() or SavedView(user=by, name=name)
    if view.pk is None and mine.count() >= MOST_VIEWS:
        raise ValidationError(f"Si possono salvare {MOST_VIEWS} viste: eliminane una.")
    view.asked, view.columns = asdict(asked), columns
    view.full_clean()
    view.save()
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: User) -> None:
    """Forget one's own view."""
    SavedView.objects.filter(pk=view.pk, user=by).delete()


# --- The file -------------------------------------------------------------------------------------------
@transaction.atomic
def ask_export(*, file_format: str, asked: Asked, columns: list[str], by: User) -> ListExport:
    """Ask a worker for the list as a file."""
    export = ListExport(
        user=by,
        file_format=file_format,
        asked=asdict(asked),
        columns=columns,
        asked_at=timezone.now(),
        storage_key=uuid4(),
    )
    export.full_clean(exclude=["file"])
    export.save()
    return export


def waiting_exports() -> list[int]:
    """The files nobody is writing: not begun, or left by a worker that died."""
    silent = timezone.now() - LEASE
    rows = ListExport.objects.filter(state=BundleState.WAITING)
    return list(rows.filter(_free(silent)).values_list("pk", flat=True))


def _free(silent: datetime) -> Q:
    return Q(touched_at=None) | Q(touched_at__lt=silent)


def make_export(*, export_id: int) -> bool:
    """Write one file with what its person sees now; False if somebody else does or it cannot be. May run twice.

    Each step is written down at once: the page shows how far it is, and a worker that finds another one has
    taken over stops.
    """
    now = timezone.now()
    taken = ListExport.objects.filter(_free(now - LEASE), pk=export_id, state=BundleState.WAITING)
    if not taken.update(attempts=F("attempts") + 1, touched_at=now, done=0):
        return False
    export = ListExport.objects.select_related("user").get(pk=export_id)
    mine = ListExport.objects.filter(pk=export.pk, state=BundleState.WAITING, attempts=export.attempts)
    if export.attempts > MOST_ATTEMPTS:
        mine.update(state=BundleState.FAILED)
        return False
    with visit() as shown, TemporaryFile() as out:
        columns = chosen_columns(export.columns)
        head = [PERSON, *(column.label for column in columns)]
        try:
            write_list(export.file_format, head, _lines(export, mine), out)
        except TakenOverError:
            return False
        out.seek(0)
        return _finish(export, mine, File(out), sorted(shown.seen))


def _lines(export: ListExport, mine: QuerySet[ListExport]) -> Iterator[list[str]]:
    """The rows of the file; the steps are told as they are taken."""
    asked, columns = Asked(**export.asked), chosen_columns(export.columns)
    total, done = count_of_cases(export.user, asked, cap=COUNTED_UP_TO), 0
    for page in every_page(export.user, asked, size=STEP):
        yield from texts_of(export.user, page.cases, columns)
        done += len(page.cases)
        if not mine.update(done=done, total=max(total, done), touched_at=timezone.now()):
            raise TakenOverError


@transaction.atomic
def _finish(export: ListExport, mine: QuerySet[ListExport], file: "File[bytes]", case_ids: list[int]) -> bool:
    """Hand the file over, unless another attempt has taken it up."""
    if not mine.select_for_update().exists():
        return False
    export.file.save("elenco", file, save=False)
    export.state, export.case_ids = BundleState.READY, case_ids
    export.save(update_fields=["file", "state", "case_ids"])
    return True


def sweep_exports() -> None:
    """Delete the files a day old: a list of people does not stay about."""
    for export in ListExport.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR):
        if export.file:
            export.file.delete(save=False)
        export.delete()
