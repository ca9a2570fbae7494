"""What is added to an approved report, or put right in it: a report of its own, linked to the first."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from reports.actions.writing import locked
from reports.enums import CorrectionKind, ReportState
from reports.models import Basis, Block, Report


@transaction.atomic
def open_correction(*, report: Report, kind: CorrectionKind, reason: str, due_on: date, by: User) -> Report:
    """Open the report that adds to an approved one (integrazione) or puts it right (rettifica).

    It has the same case, children, mandate and period. A rettifica starts with the text of the first, an
    integrazione with an empty page. Raises ValidationError while the first is not approved, and while
    another correction of it is being written.
    """
    first = locked(report)
    if first.state != ReportState.APPROVATA:
        raise ValidationError("Si integra o si rettifica solo una relazione approvata.")
    if first.corrections.exclude(state__in=[ReportState.APPROVATA, ReportState.ANNULLATA]).exists():
        raise ValidationError("Una correzione di questa relazione è già in corso.")
    correction = Report(
        case=first.case,
        mandate=first.mandate,
        cycle=first.cycle,
        kind=first.kind,
        outline=first.outline,
        recipient=first.recipient,
        period_from=first.period_from,
        period_to=first.period_to,
        due_on=due_on,
        author=by,
        corrects=first,
        correction=kind,
        correction_reason=reason,
        proposals=first.proposals if kind == CorrectionKind.RETTIFICA else "",
    )
    correction.full_clean(exclude=["state"])
    correction.save()
    correction.covered.set(first.covered.all())
    if kind == CorrectionKind.RETTIFICA:
        _copy_blocks(first, correction, by)
    return correction


def _copy_blocks(first: Report, correction: Report, by: User) -> None:
    """The paragraphs, and which facts each evaluation rests on."""
    old = [(block.pk, block) for block in first.blocks.all()]
    bases = list(Basis.objects.filter(evaluation__report=first))
    for _, block in old:
        block.pk, block.report, block.version, block.edited_by = None, correction, 1, by
    Block.objects.bulk_create([block for _, block in old])
    copies = dict(old)
    Basis.objects.bulk_create(
        Basis(evaluation=copies[basis.evaluation_id], fact=copies[basis.fact_id]) for basis in bases
    )
