"""The offices that receive a report beside its own, chosen before the approval."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from cases.permissions import require_change
from courts.models import Office
from reports.actions.writing import locked
from reports.enums import ReportState
from reports.models import Addressee, Report


@transaction.atomic
def add_addressee(*, report: Report, office: Office, principal: bool, by: User) -> Addressee:
    """One more office. Raises ValidationError for the mandate's own office and once the report is approved."""
    report = _open(report, by)
    if office.pk == report.recipient_id:
        raise ValidationError({"office": "La relazione va già a questo ufficio: è il suo destinatario."})
    row = Addressee(report=report, office=office, principal=principal, added_by=by)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def remove_addressee(*, addressee: Addressee, by: User) -> None:
    """Take an office off again. Raises ValidationError once the report is approved."""
    _open(addressee.report, by)
    addressee.delete()


def _open(report: Report, by: User) -> Report:
    report = locked(report)
    require_change(by, list(report.covered.all()))
    if report.state in (ReportState.APPROVATA, ReportState.ANNULLATA):
        raise ValidationError("I destinatari si scelgono prima dell'approvazione.")
    return report
