"""The spine: persons and households, cases and who may see them, diary, documents, deadlines."""

from cases.models.agenda import Appointment
from cases.models.attachments import DiaryAttachment
from cases.models.case import (
    Case,
    CaseAccess,
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    TeamMember,
)
from cases.models.codes import Code
from cases.models.deadlines import Deadline
from cases.models.household import (
    Bond,
    Household,
    HouseholdMember,
    LegalProtection,
    ParentalResponsibility,
    PersonMerge,
)
from cases.models.life import Assessment, ReferenceCounter, StatusChange
from cases.models.listing import ListExport, SavedView
from cases.models.people import Address, Contact, Identifier, Person
from cases.models.record import DiaryDraft, DiaryEntry, DiaryParagraph, Document
from cases.models.records import RecordsBundle, RecordsItem, RecordsRequest
from cases.models.reminders import (
    CalendarFeed,
    Digest,
    EscalationStep,
    Reminder,
    SweepRun,
    UrgentReminder,
    UrgentStep,
)
from cases.models.sight import Barrier, BreakGlass, Restriction, SightRequest
from cases.models.transfer import CaseTransfer

__all__ = [
    "Address",
    "Appointment",
    "Assessment",
    "Barrier",
    "Bond",
    "BreakGlass",
    "CalendarFeed",
    "Case",
    "CaseAccess",
    "CaseGroupObjectPermission",
    "CaseTransfer",
    "CaseUserObjectPermission",
    "Code",
    "Contact",
    "Deadline",
    "DiaryAttachment",
    "DiaryDraft",
    "DiaryEntry",
    "DiaryParagraph",
    "Digest",
    "Document",
    "EscalationStep",
    "Household",
    "HouseholdMember",
    "Identifier",
    "LegalProtection",
    "ListExport",
    "ParentalResponsibility",
    "Person",
    "PersonMerge",
    "RecordsBundle",
    "RecordsItem",
    "RecordsRequest",
    "ReferenceCounter",
    "Reminder",
    "Restriction",
    "SavedView",
    "SightRequest",
    "StatusChange",
    "SweepRun",
    "TeamMember",
    "UrgentReminder",
    "UrgentStep",
]
