"""One of everything: the people of `world`, and three families with whatever can hang on a case.

`full_world.things` hangs on `world.case`, `full_world.other` on another family of the same owner,
`full_world.far` on a family of another titolare. The tests that watch over the whole product walk it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Absence, Unit, User
from cases.actions.agenda import plan_appointment
from cases.enums import (
    AddressKind,
    BondKind,
    ContactKind,
    EntryKind,
    IdentifierKind,
    Kinship,
    ProtectionKind,
    ResponsibilityStatus,
)
from cases.models import (
    Address,
    Appointment,
    Assessment,
    Barrier,
    Bond,
    BreakGlass,
    Case,
    CaseTransfer,
    Contact,
    Deadline,
    DiaryAttachment,
    DiaryDraft,
    DiaryEntry,
    Document,
    HouseholdMember,
    Identifier,
    LegalProtection,
    ListExport,
    ParentalResponsibility,
    Person,
    PersonMerge,
    RecordsBundle,
    RecordsItem,
    RecordsRequest,
    SavedView,
    SightRequest,
    StatusChange,
    TeamMember,
)
from cases.permissions import grant
from courts.actions.deadlines import keep_deadlines
from courts.actions.emergencies import tick_step
from courts.models import Emergency, Hearing, Mandate, Order, PendingUpload, Proceeding, ProceedingRole
from peipa.actions import activate_plan
from peipa.models import Objective, Plan
from reports.models import (
    Addressee,
    Alarm,
    ApprovalBatch,
    Block,
    Comment,
    Dispatch,
    DispatchProof,
    Edition,
    FrozenReport,
    IncomingAttachment,
    IncomingMail,
    Receipt,
    Report,
)
from services.catalogue.models import Enrolment
from tests.conftest import World, build_world, member
from tests.factories.accounts import UserFactory
from tests.factories.cases import (
    CaseFactory,
    DiaryEntryFactory,
    DiaryParagraphFactory,
    HouseholdMemberFactory,
    PersonFactory,
    TeamMemberFactory,
)
from tests.factories.courts import (
    PDF,
    HearingFactory,
    ProceedingRoleFactory,
    emergency_for,
)
from tests.factories.everything_reports import reports_of
from tests.factories.life import attachment_of, life_of
from tests.factories.listing import kept_of
from tests.factories.peipa import ObjectiveFactory, PlanFactory
from tests.factories.records import copies_of, document_of
from tests.factories.reports import (
    TODAY,
    MailboxFactory,
    approved,
    mandate_for,
    opened_report,
)
from tests.factories.services import EnrolmentFactory
from tests.factories.sight import sight_of
from tests.kept import kept

NEXT_YEAR = timezone.localdate().replace(day=1) + timedelta(days=365)


@dataclass
class Things:
    """One of everything on one case. The names are those the table of URLs uses for its ids."""

    case: Case
    absence: Absence  # of who answers for the case, and long to come
    person: Person
    member: HouseholdMember
    address: Address
    secret_address: Address
    contact: Contact
    secret_contact: Contact
    bond: Bond
    protection: LegalProtection
    merge: PersonMerge  # of somebody written down twice with the parent
    identifier: Identifier
    responsibility: ParentalResponsibility
    status_change: StatusChange
    team_member: TeamMember
    secret_reader: User
    reader: User
    entry: DiaryEntry
    reserved_entry: DiaryEntry
    draft_entry: DiaryDraft
    attachment: DiaryAttachment  # of the entry
    assessment: Assessment
    transfer: CaseTransfer  # proposed by the lead to a unit nobody of the world works in
    barrier: Barrier
    glass: BreakGlass  # over, not yet verified
    sight_request: SightRequest
    records_request: RecordsRequest
    records_item: RecordsItem
    records_bundle: RecordsBundle
    document: Document
    saved_view: SavedView  # of who answers for the case
    list_export: ListExport  # of the same, with this case in it
    appointment: Appointment
    proceeding: Proceeding
    hearing: Hearing
    role: ProceedingRole
    order: Order
    mandate: Mandate
    pending_upload: PendingUpload
    emergency: Emergency
    deadline: Deadline
    enrolment: Enrolment
    plan: Plan
    objective: Objective
    active_plan: Plan
    report: Report
    block: Block
    comment: Comment
    waiting_report: Report
    returned_report: Report
    approved_report: Report
    frozen: FrozenReport
    edition: Edition
    dispatch: Dispatch
    manual_dispatch: Dispatch  # to be delivered by hand
    proof: DispatchProof
    addressee: Addressee  # of the waiting report
    receipt: Receipt
    alarm: Alarm
    batch: ApprovalBatch  # of the lead, undecided
    mail: IncomingMail  # from outside, in the case
    mail_attachment: IncomingAttachment


@dataclass
class FullWorld(World):
    """`world` with everything in it."""

    superuser: User  # opens the admin site, belongs nowhere
    things: Things
    other: Things
    far: Things
    far_lead: User
    joint_mandate: Mandate  # about both siblings
    joint_report: Report  # about both siblings, being written
    joint_approved: Report  # about both siblings, on its way


@pytest.fixture
def full_world(db: None) -> FullWorld:
    return kept(build_full_world)


def build_full_world() -> FullWorld:
    """The people and the three families, in the database of the running test."""
    world = build_world()
    MailboxFactory(organisation=world.cooperative, sorting_unit=world.unit)
    for ente in (world.comune, world.other_comune):
        MailboxFactory(organisation=ente)
    far_lead = member(Role.COORDINATORE, world.far_unit, email="far.lead@ente.example")
    superuser = UserFactory(email="superuser@ente.example", is_staff=True, is_superuser=True)
    things = one_of_everything(world.case, world.owner, world.coordinator, world.reader)
    other = _family(world.unit, world.owner, world.coordinator, "other.reader@ente.example")
    far = _family(world.far_unit, world.outsider, far_lead, "far.reader@ente.example")
    both = [world.case, world.sibling]
    joint_mandate = mandate_for(both)
    joint_report = opened_report(joint_mandate)
    joint_approved = opened_report(mandate_for(both))
    approved(joint_approved, author=world.owner, approver=world.coordinator)
    return FullWorld(
        **vars(world),
        superuser=superuser,
        things=things,
        other=other,
        far=far,
        far_lead=far_lead,
        joint_mandate=joint_mandate,
        joint_report=joint_report,
        joint_approved=joint_approved,
    )


def _family(unit: Unit, owner: User, lead: User, reader_email: str) -> Things:
    case = CaseFactory(unit=unit)
    TeamMemberFactory(case=case, user=owner, responsible=True)
    HouseholdMemberFactory(household=case.household, person=case.person)
    reader = member(Role.OPERATORE, unit, email=reader_email)
    grant(case=case, to=reader, permission="view_case", by=owner)
    return one_of_everything(case, owner, lead, reader)


def one_of_everything(case: Case, owner: User, lead: User, reader: User) -> Things:
    """Hang one of everything on a case whose responsible is `owner` and whose unit `lead` coordinates."""
    return Things(
        case=case,
        absence=Absence.objects.create(user=owner, starts_on=NEXT_YEAR, ends_on=NEXT_YEAR),
        reader=reader,
        **_household(case, owner),
        **_record(case, owner),
        **sight_of(case, lead),
        **life_of(case, owner, lead),
        **copies_of(case, owner, DiaryEntryFactory(case=case, author=owner)),
        **kept_of(case, owner),
        **_court(case, owner),
        **_services(case, owner),
        **reports_of(case, owner, lead),
    )


def _household(case: Case, owner: User) -> dict[str, Model]:
    parent = PersonFactory(controller=case.unit.controller, birth_date=date(1988, 3, 2))
    child, today = case.person, {"valid_from": date(2024, 1, 1)}
    colleague = TeamMemberFactory(case=case, user=member(Role.OPERATORE, case.unit))
    grant(case=case, to=colleague.user, permission="read_secrets", by=owner)
    return {
        "person": parent,
        "member": HouseholdMemberFactory(household=case.household, person=parent, kinship=Kinship.MOTHER),
        "address": Address.objects.create(
            person=parent, kind=AddressKind.RESIDENCE, text="via Pubblica 3, Prova", **today
        ),
        "secret_address": Address.objects.create(
            person=child, kind=AddressKind.PLACEMENT, text="via Nascosta 9, Prova", secret=True, **today
        ),
        "identifier": Identifier.objects.create(
            person=child, kind=IdentifierKind.TEMPORARY, value=f"TMP-{child.pk}"
        ),
        "responsibility": ParentalResponsibility.objects.create(
            child=child, parent=parent, status=ResponsibilityStatus.LIMITED, **today
        ),
        **_around(case, parent, owner),
        "status_change": StatusChange.objects.create(
            case=case, source="segnalata", target="in_valutazione", changed_on=TODAY, changed_by=owner
        ),
        "team_member": colleague,
        "secret_reader": colleague.user,
    }


def _around(case: Case, parent: Person, owner: User) -> dict[str, Model]:
    """How to reach the parent, who is what to whom, and somebody written down twice."""
    since, twice = {"valid_from": date(2024, 1, 1)}, PersonFactory(controller=case.unit.controller)
    Person.objects.filter(pk=twice.pk).update(merged_into=parent)
    reach = {"person": parent, "case": case, "kind": ContactKind.MOBILE, **since}
    return {
        "contact": Contact.objects.create(value="02 5550123", note="la sera", **reach),
        "secret_contact": Contact.objects.create(value="02 5550199", secret=True, **reach),
        "bond": Bond.objects.create(person=parent, other=case.person, kind=BondKind.PARENT, tone="forte"),
        "protection": LegalProtection.objects.create(
            person=case.person, kind=ProtectionKind.SPECIAL_CURATOR, holder_name="avv. Prova", **since
        ),
        "merge": PersonMerge.objects.create(kept=parent, merged=twice, reason="prova", made_by=owner),
    }


def _record(case: Case, owner: User) -> dict[str, Model]:
    entry = DiaryEntryFactory(case=case, author=owner)
    DiaryParagraphFactory(entry=entry)
    reserved = DiaryEntryFactory(case=case, author=owner, reserved=True)
    DiaryParagraphFactory(entry=reserved, text="Nota che resta tra chi scrive.")
    return {
        "entry": entry,
        "reserved_entry": reserved,
        "attachment": attachment_of(entry, owner),
        "appointment": plan_appointment(
            cases=[case],
            by=owner,
            kind=EntryKind.VISITA_DOMICILIARE,
            starts_at=timezone.now() + timedelta(days=3),
            operators=[owner],
            place="Casa del nucleo",
        )[0],
        "draft_entry": DiaryDraft.objects.create(case=case, user=owner, data='{"place": ["Sede"]}'),
        "document": document_of(case, owner),
    }


def _court(case: Case, owner: User) -> dict[str, Model]:
    mandate = mandate_for([case])
    keep_deadlines(mandate_id=mandate.pk, today=TODAY)
    return {
        "proceeding": mandate.order.proceeding,
        "hearing": HearingFactory(proceeding=mandate.order.proceeding),
        "role": ProceedingRoleFactory(proceeding=mandate.order.proceeding),
        "order": mandate.order,
        "mandate": mandate,
        "deadline": Deadline.objects.filter(case=case, origin=mandate.origin(1)).get(),
        "pending_upload": PendingUpload.objects.create(
            case=case, owner=owner, file=ContentFile(PDF, name="x.pdf"), name="provvedimento.pdf"
        ),
        "emergency": _emergency(case, owner),
    }


def _emergency(case: Case, owner: User) -> Emergency:
    """A removal whose papers have left: the prosecutor's clock runs."""
    emergency = emergency_for([case], owner)
    done = emergency.oral_notice_at
    tick_step(emergency=emergency, kind="trasmissione", done_at=done, proof="Ricevuta PEC", by=owner)
    return emergency


def _services(case: Case, owner: User) -> dict[str, Model]:
    plan = PlanFactory(case=case, author=owner)
    active = PlanFactory(case=case, author=owner, review_on=date(2027, 2, 1))
    ObjectiveFactory(plan=active)
    return {
        "enrolment": EnrolmentFactory(case=case),
        "plan": plan,
        "objective": ObjectiveFactory(plan=plan),
        "active_plan": activate_plan(plan=active, by=owner),
    }
