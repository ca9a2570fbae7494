"""What a proved delivery means for the deadline: fulfilled once every principal office has the report."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.actions.deadlines import fulfil_deadlines, restate_proof
from courts.actions.completion import close_if_done
from reports.models import Dispatch, Report
from reports.pec.states import DispatchState


def principal_offices(report: Report) -> set[int]:
    """The offices whose proof the deadline waits for: who gave the mandate, and those added as principal."""
    others = report.addressees.filter(principal=True).values_list("office", flat=True)
    return {report.recipient_id, *others}


@transaction.atomic
def delivered(*, dispatch: Dispatch, proof: str, at: datetime) -> bool:
    """Close the deadline with this proof, unless another principal office has not got the report yet.

    Called when `dispatch` has become delivered. The deadline is met when the last of them has it (handbook
    courts §5, a prudent rule). True when the deadline is closed.
    """
    report = dispatch.frozen.report
    wanted = principal_offices(report)
    rows = Dispatch.objects.filter(
        frozen=dispatch.frozen_id, state=DispatchState.CONSEGNATA.value, recipient_office__in=wanted
    )
    if wanted - set(rows.values_list("recipient_office", flat=True)):
        return False
    if dispatch.recipient_office_id not in wanted or report.mandate is None or report.cycle is None:
        return False  # a copy for information, or a report that answers no term
    fulfil_deadlines(origin=report.mandate.origin(report.cycle), proof=proof, at=at)
    close_if_done(mandate=report.mandate, reason=f"Relazione n. {report.pk} consegnata")
    return True


@transaction.atomic
def proof_corrected(*, dispatch: Dispatch, before: str, after: str, at: datetime) -> int:
    """Where the deadline was closed by a proof now known to be wrong, put the right one in its place."""
    report = dispatch.frozen.report
    if report.mandate is None or report.cycle is None:
        return 0
    return restate_proof(origin=report.mandate.origin(report.cycle), before=before, after=after, at=at)


def in_words(moment: datetime) -> str:
    """A moment as proofs write it, in Rome time."""
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"
