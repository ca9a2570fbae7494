"""A second look at messages that were not believed, after the trust list was mended. Bytes are as they came."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reports.actions.alarms import close_alarms
from reports.actions.receipts import Judged, judge, settle
from reports.enums import AlarmKind
from reports.mailboxes import trust_of
from reports.models import Mailbox, Receipt, ReceiptJudgement
from reports.pec.signature import TrustList


def rejudge_mailbox(*, mailbox: Mailbox, by: User | None) -> tuple[int, int]:
    """Judge everything in quarantine again; how many were looked at, and how many are believed now.

    What is believed proves what it proves, as if it had just arrived. Raises ValueError without a usable
    trust list. Safe to run at any time and twice; `by` is None for the command.
    """
    trust = trust_of(mailbox)
    waiting = list(mailbox.receipts.filter(quarantined=True).order_by("pk").values_list("pk", flat=True))
    believed = sum(rejudge(receipt_id=pk, trust=trust, by=by) for pk in waiting)
    if waiting and believed == len(waiting):
        close_alarms(kinds=[AlarmKind.QUARANTINE], mailbox=mailbox, by=by)
    return len(waiting), believed


@transaction.atomic
def rejudge(*, receipt_id: int, trust: TrustList, by: User | None) -> bool:
    """Judge one message again; True when it left the quarantine. The judgement before stays on record."""
    receipt = Receipt.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=receipt_id)
    if not receipt.quarantined:
        return False
    judged = judge(receipt.mailbox, bytes(receipt.raw), trust)
    _record(receipt, judged, by)
    if judged.doubtful:
        return False
    judged.write_on(receipt)
    receipt.save(
        update_fields=[
            "quarantined",
            "verdict",
            "kind",
            "dispatch",
            "identificativo",
            "certified_at",
            "reason",
        ]
    )
    settle(receipt, judged)
    return True


def _record(receipt: Receipt, judged: Judged, by: User | None) -> None:
    ReceiptJudgement.objects.create(
        receipt=receipt,
        at=timezone.now(),
        by=by,
        verdict_before=receipt.verdict,
        verdict_after=judged.found.verdict.value,
        kind_after=judged.found.kind.value,
        reason=judged.reason,
    )
