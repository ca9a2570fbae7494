"""What comes from the record into a report while it is written, and what became of it since."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from reports.actions.writing import Conflict, next_position, require_hand, stored, writable
from reports.drafting.collect import first_draft, pieces_of, put
from reports.drafting.pieces import Piece
from reports.models import Block, OutlineSection, Report
from reports.outlines import home_of, sections_of


@transaction.atomic
def add_from_record(*, report: Report, by: User) -> int:
    """Add what was written in the record since the draft was made. Returns how many paragraphs came in.

    Paragraphs that were taken over before, and even removed, do not come back; nothing enters a section
    entrusted to somebody else.
    """
    report = writable(report)
    known = set(report.blocks.exclude(source_ref="").values_list("source_ref", flat=True))
    history = apps.get_model("reports", "BlockEvent")._default_manager.filter(report=report.pk)
    removed = set(history.values_list("source_ref", flat=True))
    pieces = [piece for piece in _record(report) if piece.ref not in known | removed]
    fresh = first_draft(report, _own_sections(report, by), pieces, after=next_position(report) - 10)
    for block in fresh:
        block.edited_by = by
    put(report, fresh, pieces)
    return len(fresh)


def _record(report: Report) -> list[Piece]:
    return pieces_of(report, list(report.covered.select_related("person")))


def _own_sections(report: Report, by: User) -> list[OutlineSection]:
    others = set(report.section_authors.exclude(user=by).values_list("section", flat=True))
    own = by.pk == report.author_id
    return [section for section in sections_of(report) if own or section.pk not in others]


@transaction.atomic
def pull(*, report: Report, ref: str, by: User) -> Block:
    """Take one piece of the record over as a typed paragraph, where its kind belongs.

    Raises ValidationError when the record no longer has it or the report already does.
    """
    report = writable(report)
    piece = next((row for row in _record(report) if row.ref == ref), None)
    if piece is None:
        raise ValidationError("Nel fascicolo questa voce non c'è più.")
    if report.blocks.filter(source_ref=ref).exists():
        raise ValidationError("Questo brano è già nella relazione.")
    sections = sections_of(report)
    fed = [row for row in sections if piece.feed in row.feeds and piece.kind in row.kinds]
    place = fed[0] if fed else home_of(sections, piece.kind)
    require_hand(report, place, by)
    block = piece.block(report, place)
    block.position = next_position(report)
    block.edited_by = by
    put(report, [block], [piece])
    return block


@transaction.atomic
def settle_source(*, block: Block, expected_version: int, take: bool, by: User) -> Block:
    """The source changed after it was taken over: take its new words, or keep one's own and say so.

    Raises Conflict when the paragraph was saved meanwhile, ValidationError when the source is gone.
    """
    report = writable(block.report)
    current = stored(report, block, by)
    if current.version != expected_version:
        raise Conflict(current)
    piece = next((row for row in _record(report) if row.ref == current.source_ref), None)
    if piece is None:
        raise ValidationError("La fonte non c'è più nel fascicolo, o è diventata riservata.")
    current.source_text = piece.text
    if take:
        current.text = piece.text
        current.on = piece.on
    current.version += 1
    current.edited_by = by
    current.full_clean()
    current.save(update_fields=["text", "on", "source_text", "version", "edited_by"])
    return current
