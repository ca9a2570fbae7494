"""Court reports, their frozen versions, and the ledger of their delivery."""

from reports.models.blocks import Basis, Block, Comment, SectionAuthor
from reports.models.delivery import Alarm, Dispatch, DispatchStep, Receipt
from reports.models.frozen import FrozenReport
from reports.models.mailboxes import Mailbox
from reports.models.outlines import Outline, OutlineSection
from reports.models.writing import Report

__all__ = [
    "Alarm",
    "Basis",
    "Block",
    "Comment",
    "Dispatch",
    "DispatchStep",
    "FrozenReport",
    "Mailbox",
    "Outline",
    "OutlineSection",
    "Receipt",
    "Report",
    "SectionAuthor",
]
