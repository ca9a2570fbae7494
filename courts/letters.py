"""What the printed pages of a mandate say: whom they go to, and what the record holds. No secret address."""

from dataclasses import dataclass, field
from datetime import date

from cases.enums import AddressKind, Kinship
from cases.models import Address, Case, HouseholdMember, ParentalResponsibility
from courts.enums import ProceedingRoleKind
from courts.legal_numbers import legal_number, term_of
from courts.lines import heard_by
from courts.models import Mandate
from courts.reckoning import due
from courts.terms.wording import quantity

KNOWN_TO_US = "collocazione nota al servizio"
TOLD = {
    ProceedingRoleKind.CURATORE_SPECIALE: "Curatore speciale",
    ProceedingRoleKind.CURATORE_333: "Curatore ex art. 333 c.2 c.c.",
    ProceedingRoleKind.TUTORE: "Tutore",
}


@dataclass(frozen=True)
class Recipient:
    """One addressee: as what, and who."""

    role: str
    name: str


@dataclass
class Letter:
    """A letter about a mandate."""

    day: date
    recipients: list[Recipient] = field(default_factory=list)
    children: list[Case] = field(default_factory=list)


@dataclass(frozen=True)
class Proposal:
    """What art. 4 c.4 L. 184/1983 asks to be told, from the record."""

    started_on: date
    ends_on: date
    carer: str
    source: str
    longest: str  # how long it may last, in words
    why: str  # how the end was reckoned; empty when the order says it


def court_of(mandate: Mandate) -> Recipient:
    """The office the mandate reports to."""
    return Recipient("Autorità giudiziaria", str(mandate.recipient))


def letter_of(mandate: Mandate, children: list[Case], day: date) -> Letter:
    """The letter to court, parents, holders of responsibility, curatore and collocatario, on `day`.

    Who takes the child is never named to the others: the parents read it. Four queries.
    """
    letter = Letter(day, [court_of(mandate)], children)
    households = {case.household_id for case in children}
    members = HouseholdMember.objects.as_of(day).filter(household__in=households).select_related("person")
    parents = {
        row.person_id: row.person for row in members if row.kinship in (Kinship.MOTHER, Kinship.FATHER)
    }
    held = ParentalResponsibility.objects.as_of(day).filter(child__in=[case.person_id for case in children])
    parents |= {row.parent_id: row.parent for row in held.select_related("parent")}
    letter.recipients += [
        Recipient("Genitore", person.full_name)
        for person in sorted(parents.values(), key=lambda one: (one.last_name, one.first_name))
    ]
    roles = heard_by(mandate.order.proceeding, mandate.recipient).roles.as_of(day).filter(kind__in=TOLD)
    letter.recipients += [Recipient(TOLD[ProceedingRoleKind(role.kind)], role.name) for role in roles]
    letter.recipients.append(Recipient("Collocatario", "recapito noto al servizio"))
    return letter


def proposal_of(mandate: Mandate) -> Proposal:
    """The record of a placement as the proposal to the prosecutor states it. At most three queries."""
    whole = legal_number("affido-durata", mandate.starts_on)
    children = mandate.cases.values("person")
    hidden = Address.objects.filter(person__in=children, kind=AddressKind.PLACEMENT, secret=True).exists()
    declaration = mandate.declarations.first()
    began = mandate.placed_on or mandate.starts_on
    latest = due(began, term_of(whole))
    carer = declaration.carer if declaration else "non ancora indicato"
    return Proposal(
        started_on=began,
        ends_on=mandate.ends_on or latest.due_on,
        carer=KNOWN_TO_US if hidden else carer,
        source=whole.source,
        longest=quantity(whole.amount, whole.unit),
        why="" if mandate.ends_on else latest.explanation,
    )
