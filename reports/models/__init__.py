"""Court reports, their frozen versions, and the ledger of their delivery."""

from reports.models.blocks import Basis, Block, Comment, SectionAuthor
from reports.models.checking import HashCheck, LeakWaiver, WorkingCopy
from reports.models.delivery import Alarm, Dispatch, DispatchStep, Receipt
from reports.models.frozen import Edition, FrozenReport, SignedCopy
from reports.models.mailboxes import Mailbox
from reports.models.outlines import Outline, OutlineSection
from reports.models.stationery import Logo, Seal, Stationery
from reports.models.writing import Report

__all__ = [
    "Alarm",
    "Basis",
    "Block",
    "Comment",
    "Dispatch",
    "DispatchStep",
    "Edition",
    "FrozenReport",
    "HashCheck",
    "LeakWaiver",
    "Logo",
    "Mailbox",
    "Outline",
    "OutlineSection",
    "Receipt",
    "Report",
    "Seal",
    "SectionAuthor",
    "SignedCopy",
    "Stationery",
    "WorkingCopy",
]
