"""The spine: persons and households, cases and who may see them, diary, documents, deadlines."""

from cases.models.case import (
    Case,
    CaseAccess,
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    TeamMember,
)
from cases.models.deadlines import Deadline
from cases.models.life import ReferenceCounter, StatusChange
from cases.models.people import (
    Address,
    Household,
    HouseholdMember,
    Identifier,
    ParentalResponsibility,
    Person,
)
from cases.models.record import DiaryDraft, DiaryEntry, DiaryParagraph, Document

__all__ = [
    "Address",
    "Case",
    "CaseAccess",
    "CaseGroupObjectPermission",
    "CaseUserObjectPermission",
    "Deadline",
    "DiaryDraft",
    "DiaryEntry",
    "DiaryParagraph",
    "Document",
    "Household",
    "HouseholdMember",
    "Identifier",
    "ParentalResponsibility",
    "Person",
    "ReferenceCounter",
    "StatusChange",
    "TeamMember",
]
