"""A message that did not arrive, with its receipt and its alarm."""

import hashlib

from django.db.models import Model
from django.utils import timezone

from reports.enums import AlarmKind
from reports.models import Alarm, Dispatch, FrozenReport, Receipt
from reports.pec.states import DispatchState
from tests.factories.courts import PDF


def failed_dispatch(frozen: FrozenReport) -> Dispatch:
    """The PDF as if a worker had made it, and a message that did not arrive."""
    FrozenReport.objects.filter(pk=frozen.pk).update(
        pdf=PDF, pdf_sha256=hashlib.sha256(PDF).hexdigest(), rendered_at=timezone.now()
    )
    dispatch = frozen.dispatches.get()
    Dispatch.objects.filter(pk=dispatch.pk).update(state=DispatchState.NON_CONSEGNATA, message=b"messaggio")
    frozen.refresh_from_db()
    dispatch.refresh_from_db()
    return dispatch


def outcome_of(dispatch: Dispatch) -> dict[str, Model]:
    receipt = Receipt.objects.create(
        mailbox=dispatch.mailbox,
        uid_validity=1,
        uid=dispatch.pk,
        dispatch=dispatch,
        kind="errore-consegna",
        verdict="valida",
        raw=b"ricevuta",
        sha256=hashlib.sha256(b"ricevuta").hexdigest(),
        read_at=timezone.now(),
    )
    alarm = Alarm.objects.create(
        kind=AlarmKind.NOT_DELIVERED,
        report=dispatch.frozen.report,
        dispatch=dispatch,
        opened_at=timezone.now(),
    )
    return {"receipt": receipt, "alarm": alarm}
