"""Writing a report: blocks, proposals, comments. Nothing that somebody else wrote is ever overwritten."""

from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from cases.models import Case
from reports.enums import ReportState, Section
from reports.gathering import draft_blocks
from reports.models import Block, Comment, Report


class Conflict(Exception):
    """Somebody saved this block in the meantime; `current` is what is stored, nothing was overwritten."""

    def __init__(self, current: Block) -> None:
        super().__init__("Il testo è stato modificato da un'altra persona.")
        self.current = current


def locked(report: Report) -> Report:
    """The report, locked until the transaction ends, so that an edit and an approval take turns."""
    return Report.objects.select_for_update(of=("self",)).get(pk=report.pk)


def writable(report: Report) -> Report:
    """The locked report; ValidationError when its state no longer allows writing."""
    current = locked(report)
    if not current.is_writable:
        raise ValidationError(
            f"La relazione è in stato «{current.get_state_display()}» e non si può modificare."
        )
    return current


@transaction.atomic
def save_block(
    *,
    block: Block,
    expected_version: int,
    by: User,
    text: str,
    speaker: str = "",
    on: date | None = None,
    source: str = "",
) -> Block:
    """Save one block if nobody else did since `expected_version`; raises Conflict otherwise."""
    report = writable(block.report)
    current = Block.objects.select_for_update().get(pk=block.pk, report=report)
    if current.version != expected_version:
        raise Conflict(current)
    values = {"text": text, "speaker": speaker, "on": on, "source": source}
    if all(getattr(current, name) == value for name, value in values.items()):
        return current
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.edited_by = by
    current.full_clean()
    current.save(update_fields=[*values, "version", "edited_by"])
    return current


@transaction.atomic
def add_block(*, report: Report, section: Section, by: User, text: str = "") -> Block:
    """A new empty block at the end of a section."""
    report = writable(report)
    last = report.blocks.filter(section=section).aggregate(last=Max("position"))["last"] or 0
    block = Block(report=report, section=section, position=last + 10, text=text, edited_by=by)
    block.full_clean()
    block.save()
    return block


@transaction.atomic
def remove_block(*, block: Block, expected_version: int, by: User) -> None:
    """Take a block out of the report; the history keeps it. Raises Conflict if it changed meanwhile."""
    report = writable(block.report)
    current = Block.objects.select_for_update().get(pk=block.pk, report=report)
    if current.version != expected_version:
        raise Conflict(current)
    current.delete()


@transaction.atomic
def move_block(*, block: Block, up: bool, by: User) -> None:
    """Swap a block with its neighbour in the same section."""
    report = writable(block.report)
    rows = list(report.blocks.select_for_update().filter(section=block.section))
    place = next(index for index, row in enumerate(rows) if row.pk == block.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows):
        if row.position != position * 10:
            row.position = position * 10
            row.save(update_fields=["position"])


@transaction.atomic
def save_proposals(*, report: Report, by: User, text: str) -> Report:
    """The proposals to the court: options, never orders."""
    report = writable(report)
    report.proposals = text
    report.full_clean(exclude=["state"])
    report.save(update_fields=["proposals"])
    return report


@transaction.atomic
def add_from_record(*, report: Report, by: User) -> int:
    """Add what was written in the record since the draft was made. Returns how many blocks came in.

    Blocks that were taken over before, and even removed, do not come back.
    """
    report = writable(report)
    cases: list[Case] = list(report.covered.select_related("person"))
    known = set(report.blocks.exclude(source_ref="").values_list("source_ref", flat=True))
    history = apps.get_model("reports", "BlockEvent")._default_manager.filter(report=report.pk)
    removed = set(history.values_list("source_ref", flat=True))
    fresh = [block for block in draft_blocks(report, cases) if block.source_ref not in known | removed]
    last = report.blocks.aggregate(last=Max("position"))["last"] or 0
    for index, block in enumerate(fresh, start=1):
        block.position = last + index * 10
        block.edited_by = by
    Block.objects.bulk_create(fresh)
    return len(fresh)


@transaction.atomic
def take_over(*, report: Report, by: User) -> Report:
    """Become the author of a report that has none, or whose author handed it on."""
    report = writable(report)
    report.author = by
    report.full_clean(exclude=["state"])
    report.save(update_fields=["author"])
    return report


@transaction.atomic
def comment(*, report: Report, by: User, text: str) -> Comment:
    """Say something about a report that is not approved yet."""
    report = locked(report)
    if report.state == ReportState.APPROVATA:
        raise ValidationError("La relazione è approvata: non si può più commentare.")
    note = Comment(report=report, author=by, text=text)
    note.full_clean()
    note.save()
    return note
