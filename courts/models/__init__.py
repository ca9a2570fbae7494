"""Authorities, proceedings with their numbers, orders with their dates, and the mandates they give."""

from courts.models.authorities import Office, OfficeSection, Register
from courts.models.emergencies import Emergency, EmergencyStep
from courts.models.mandates import (
    ActAssignment,
    ConflictDeclaration,
    Extension,
    JuvenileProject,
    Mandate,
)
from courts.models.orders import Order, OrderEffect, PendingUpload
from courts.models.proceedings import Hearing, Proceeding, ProceedingNumber, ProceedingRole
from courts.models.rules import AgeMilestone, LegalNumber, TermRule

__all__ = [
    "ActAssignment",
    "AgeMilestone",
    "ConflictDeclaration",
    "Emergency",
    "EmergencyStep",
    "Extension",
    "Hearing",
    "JuvenileProject",
    "LegalNumber",
    "Mandate",
    "Office",
    "OfficeSection",
    "Order",
    "OrderEffect",
    "PendingUpload",
    "Proceeding",
    "ProceedingNumber",
    "ProceedingRole",
    "Register",
    "TermRule",
]
