"""Court reports, their frozen versions, and the ledger of their delivery."""

from reports.models.blocks import Basis, Block, Comment, SectionAuthor
from reports.models.bulk import ApprovalBatch, BatchItem, Reading
from reports.models.checking import HashCheck, LeakWaiver, WorkingCopy
from reports.models.delivery import Alarm, Dispatch, DispatchStep, Receipt
from reports.models.frozen import Edition, EvidenceIndex, FrozenReport, SignedCopy
from reports.models.incoming import IncomingAttachment, IncomingMail
from reports.models.mailboxes import Mailbox
from reports.models.outlines import Outline, OutlineSection
from reports.models.proofs import Addressee, DispatchProof, ReceiptJudgement
from reports.models.stationery import Logo, Seal, Stationery
from reports.models.writing import Report

__all__ = [
    "Addressee",
    "Alarm",
    "ApprovalBatch",
    "Basis",
    "BatchItem",
    "Block",
    "Comment",
    "Dispatch",
    "DispatchProof",
    "DispatchStep",
    "Edition",
    "EvidenceIndex",
    "FrozenReport",
    "HashCheck",
    "IncomingAttachment",
    "IncomingMail",
    "LeakWaiver",
    "Logo",
    "Mailbox",
    "Outline",
    "OutlineSection",
    "Reading",
    "Receipt",
    "ReceiptJudgement",
    "Report",
    "Seal",
    "SectionAuthor",
    "SignedCopy",
    "Stationery",
    "WorkingCopy",
]
