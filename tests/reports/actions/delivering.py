"""A report in the outbox at the real sandbox, and what the tests of its delivery ask about it."""

import hashlib
from collections.abc import Callable

from django.utils import timezone

from reports.actions.receipts import read_mailbox
from reports.models import Alarm, Dispatch, FrozenReport
from tests.conftest import World
from tests.factories.courts import OfficeFactory
from tests.factories.reports import approved, mandate_for, opened_report
from tests.pec import Sandbox

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8


def approved_for(world: World, address: str, **office: object) -> FrozenReport:
    """A report about one child, approved, on its way to the office with this address."""
    report = opened_report(mandate_for([world.case], recipient=OfficeFactory(pec=address, **office)))
    return approved(report, author=world.owner, approver=world.coordinator)


def give_pdf(frozen: FrozenReport) -> None:
    """A PDF without the wait for one: what it says is not the subject here."""
    FrozenReport.objects.filter(pk=frozen.pk).update(
        pdf=PDF, pdf_sha256=hashlib.sha256(PDF).hexdigest(), rendered_at=timezone.now()
    )


def read_until(sandbox: Sandbox, dispatch: Dispatch, condition: Callable[[Dispatch], object]) -> Dispatch:
    """Read receipts until the dispatch fulfils the condition."""

    def settled() -> bool:
        read_mailbox(mailbox_id=dispatch.mailbox_id)
        dispatch.refresh_from_db()
        return bool(condition(dispatch))

    sandbox.wait_for(settled)
    return dispatch


def read_everything(sandbox: Sandbox, dispatch: Dispatch, letters: int) -> Dispatch:
    """Read the mailbox once so many letters have arrived there."""
    return read_until(sandbox, dispatch, lambda row: row.mailbox.receipts.count() >= letters)


def taken(sandbox: Sandbox, dispatch: Dispatch) -> int:
    """How often the provider has accepted this very message."""
    return sum(item.message_id == dispatch.message_id for item in sandbox.submissions())


def told(dispatch: Dispatch) -> set[str]:
    """Kinds of the open alarms on a dispatch, its report and its mailbox."""
    of_report = Alarm.objects.open().filter(report=dispatch.frozen.report_id)
    of_mailbox = Alarm.objects.open().filter(mailbox=dispatch.mailbox_id)
    return set((of_report | of_mailbox).values_list("kind", flat=True))
