"""What a proved delivery means for the deadline: fulfilled once every principal office has the report."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.actions.deadlines import fulfil_deadlines, restate_proof
from courts.actions.completion import close_if_done
from reports.kinds import FINAL
from reports.models import Dispatch, Report
from reports.pec.states import DispatchState


def principal_offices(report: Report) -> set[int]:
    """The offices whose proof the deadline waits for: who gave the mandate, and those added as principal."""
    others = report.addressees.filter(principal=True).values_list("office", flat=True)
    return {report.recipient_id, *others}


def origins_of(report: Report) -> list[str]:
    """The deadlines a report answers: its period of the mandate, and the end of a juvenile project."""
    if report.mandate is None:
        return []
    found = [] if report.cycle is None else [report.mandate.origin(report.cycle)]
    return [*found, report.mandate.final_origin()] if report.kind in FINAL.values() else found


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
    origins = origins_of(report)
    if dispatch.recipient_office_id not in wanted or report.mandate is None or not origins:
        return False  # a copy for information, or a report that answers no term
    for origin in origins:
        fulfil_deadlines(origin=origin, proof=proof, at=at)
    close_if_done(mandate=report.mandate, reason=f"Relazione n. {report.pk} consegnata")
    return True


@transaction.atomic
def proof_corrected(*, dispatch: Dispatch, before: str, after: str, at: datetime) -> int:
    """Where the deadline was closed by a proof now known to be wrong, put the right one in its place."""
    origins = origins_of(dispatch.frozen.report)
    return sum(restate_proof(origin=origin, before=before, after=after, at=at) for origin in origins)


def in_words(moment: datetime) -> str:
    """A moment as proofs write it, in Rome time."""
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"
