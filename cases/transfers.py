"""Cases on their way between units: where they may go, who decides, what moves with them."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.enums import LEAD_ROLES, Role
from accounts.models import Membership, Unit, User
from accounts.permissions import roles_of
from cases.models import Appointment, Barrier, Case, CaseTransfer, TeamMember
from cases.models.transfer import TransferQuerySet
from cases.panels import Panel, Row
from cases.permissions import people_with_grants, saw

MOST_SHOWN = 50
# Read with the roles (`accounts.role_hooks`), so that *Oggi* asks nothing more when there is nothing to decide.
INCOMING = "incoming_transfers"


def incoming_of_member() -> Exists:
    """Whether a case is proposed to the unit of a membership."""
    return Exists(CaseTransfer.objects.waiting().filter(to_unit=OuterRef("unit")))


def units_to_transfer_to(case: Case) -> QuerySet[Unit]:
    """The other units at work for the same titolare, of whatever ente: data of one titolare reach no other."""
    return (
        Unit.objects.filter(controller=case.unit.controller_id, active=True)
        .exclude(pk=case.unit_id)
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def people_of(unit: Unit) -> QuerySet[User]:
    """Who works today in a unit and may answer for a case of it."""
    posts = Membership.objects.in_force().filter(unit=unit, role__in=[Role.OPERATORE, *LEAD_ROLES])
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by(
        "last_name", "first_name"
    )


def _of_units(user: User, side: str) -> TransferQuerySet:
    """Transfers from or to the units `user` leads, but for the cases the person is kept from."""
    barred = Barrier.objects.in_force(timezone.localdate()).filter(user=user)
    rows = CaseTransfer.objects.filter(**{f"{side}__in": roles_of(user).lead_units})
    rows = rows.exclude(case__in=barred.values("case"))
    return rows.select_related("case", "from_unit", "to_unit", "proposed_by", "decided_by")


def to_decide(user: User) -> QuerySet[CaseTransfer]:
    """What is proposed to the units `user` leads. Whoever shows them tells the gate with `saw`."""
    return _of_units(user, "to_unit").waiting().order_by("proposed_at", "pk")


def proposed(user: User) -> list[CaseTransfer]:
    """What the units `user` leads have proposed, newest first: the reference and what came of it, no more."""
    return list(_of_units(user, "from_unit")[:MOST_SHOWN])


def waiting_for(case: Case) -> CaseTransfer | None:
    """The proposal on which somebody still has to decide, if there is one."""
    return case.transfers.waiting().select_related("to_unit__organisation", "proposed_by").first()


def what_moves(case: Case) -> list[str]:
    """What a transfer does to this case, in sentences for who proposes it."""
    today = timezone.localdate()
    team = TeamMember.objects.in_force(today).filter(case=case).count()
    planned = Appointment.objects.planned().filter(case=case).count()
    due = case.deadlines.open().count()
    readers = people_with_grants(case).count()
    return [
        "Il fascicolo intero passa alla nuova unità: diario, provvedimenti, servizi, progetti, relazioni, documenti.",
        "Chi lavora solo in questa unità smette di vederlo nel momento in cui l'altra accetta.",
        f"Équipe: {team} in carica; resta solo chi lavora anche nella nuova unità, che nomina il responsabile.",
        f"Permessi di lettura dati a singole persone: {readers}; finiscono tutti.",
        f"Scadenze aperte: {due}; restano le stesse e ne risponde il nuovo responsabile.",
        f"Appuntamenti in programma: {planned}; restano in agenda, al nuovo responsabile.",
    ]


def panel_of(user: User) -> Panel | None:
    """For *Oggi*: the cases other units want to hand over."""
    waiting = list(to_decide(user)[:MOST_SHOWN]) if any(roles_of(user).noted.get(INCOMING, ())) else []
    if not waiting:
        return None
    saw(row.case_id for row in waiting)
    rows = [
        Row(
            f"{row.from_unit} propone il fascicolo {row.case.reference}",
            reverse("cases:transfer_decide", args=[row.pk]),
            f"il {timezone.localtime(row.proposed_at):%d/%m/%Y}",
            "Da decidere",
            "waiting",
        )
        for row in waiting
    ]
    return Panel("Trasferimenti", rows, reverse("cases:transfers"), "Tutti")
