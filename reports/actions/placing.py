"""Where a paragraph stands: its section, the child it is about, its order."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from cases.models import Case
from reports.actions.writing import require_hand, stored, writable
from reports.models import Block, OutlineSection, Report


@transaction.atomic
def move_block(*, block: Block, up: bool, by: User) -> int:
    """Swap a paragraph with its neighbour of the same section and child. Returns its place, from 1."""
    report = writable(block.report)
    current = stored(report, block, by)
    rows = _rows(report, current.section, current.child_id)
    place = rows.index(current)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    _number(rows)
    return rows.index(current) + 1


@transaction.atomic
def place_block(
    *, block: Block, section: OutlineSection, child: Case | None, before: Block | None, by: User
) -> int:
    """Put a paragraph into a section, before another or at the end. Returns its place, from 1.

    ValidationError when the section does not take its kind, or the child is not of this report.
    """
    report = writable(block.report)
    current = stored(report, block, by)
    if section.outline_id != report.outline_id or current.kind not in section.kinds:
        kind = current.get_kind_display().lower()
        raise ValidationError(f"La sezione «{section.heading}» non ammette brani di tipo «{kind}».")
    if child is not None and not report.covered.filter(pk=child.pk).exists():
        raise ValidationError("Questo minore non è fra quelli della relazione.")
    require_hand(report, section, by)
    moved = (current.section_id, current.child_id) != (section.pk, child.pk if child else None)
    if moved:
        current.section, current.child = section, child
        current.version += 1
        current.edited_by = by
        current.save(update_fields=["section", "child", "version", "edited_by"])
    rows = [row for row in _rows(report, section, current.child_id) if row.pk != current.pk]
    place = next((index for index, row in enumerate(rows) if before and row.pk == before.pk), len(rows))
    rows.insert(place, current)
    _number(rows)
    return place + 1


def _rows(report: Report, section: OutlineSection, child_id: int | None) -> list[Block]:
    """The paragraphs of one place; in a section that does not repeat, all of the section."""
    rows = report.blocks.select_for_update(of=("self",)).filter(section=section)
    return list(rows.filter(child=child_id) if section.per_child else rows)


def _number(rows: list[Block]) -> None:
    for position, row in enumerate(rows):
        if row.position != position * 10:
            row.position = position * 10
            row.save(update_fields=["position"])
