"""Court reports, their frozen versions, and the ledger of their delivery."""

from reports.models.delivery import Alarm, Dispatch, DispatchStep, Receipt
from reports.models.frozen import FrozenReport
from reports.models.mailboxes import Mailbox
from reports.models.writing import Block, Comment, Report

__all__ = [
    "Alarm",
    "Block",
    "Comment",
    "Dispatch",
    "DispatchStep",
    "FrozenReport",
    "Mailbox",
    "Receipt",
    "Report",
]
