"""What comes from the record into a report while it is written."""

from django.apps import apps
from django.db import transaction

from accounts.models import User
from cases.models import Case
from reports.actions.writing import next_position, writable
from reports.drafting.collect import first_draft, pieces_of, put
from reports.models import Report
from reports.outlines import sections_of


@transaction.atomic
def add_from_record(*, report: Report, by: User) -> int:
    """Add what was written in the record since the draft was made. Returns how many paragraphs came in.

    Paragraphs that were taken over before, and even removed, do not come back.
    """
    report = writable(report)
    cases: list[Case] = list(report.covered.select_related("person"))
    known = set(report.blocks.exclude(source_ref="").values_list("source_ref", flat=True))
    history = apps.get_model("reports", "BlockEvent")._default_manager.filter(report=report.pk)
    removed = set(history.values_list("source_ref", flat=True))
    pieces = [piece for piece in pieces_of(report, cases) if piece.ref not in known | removed]
    fresh = first_draft(report, sections_of(report), pieces, after=next_position(report) - 10)
    for block in fresh:
        block.edited_by = by
    put(report, fresh, pieces)
    return len(fresh)
