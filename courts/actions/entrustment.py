"""Entrustment to the service (art. 5-bis L. 184/1983): who performs which acts, and who answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cases.actions.deadlines import fulfil_deadlines
from cases.permissions import leads_of, people_who_may_join
from courts.actions.completion import close_if_done
from courts.actions.kind_checks import acts_refused
from courts.enums import Act, MandateKind
from courts.models import ActAssignment, Mandate
from courts.permissions import require_change_of
from courts.terms.wording import day_of


@dataclass(frozen=True, kw_only=True)
class ActData:
    """One act and to whom the order gives it."""

    act: str
    holder: str
    note: str = ""


def check_acts(kind: str, acts: Sequence[ActData]) -> dict[str, str]:
    """Why these acts cannot hang on a mandate of this kind, by field; nothing when there are none."""
    if not acts:
        return {}
    if refusal := acts_refused(kind):
        return {"acts": refusal}
    if len({row.act for row in acts}) < len(acts):
        return {"acts": "Lo stesso atto è attribuito due volte."}
    return {}


def write_acts(mandate: Mandate, acts: Sequence[ActData]) -> None:
    """Make these the acts of a mandate whose caller has checked everything."""
    wanted = {row.act: row for row in acts}
    for row in mandate.acts.exclude(act__in=wanted):
        row.delete()
    known = {row.act: row for row in mandate.acts.all()}
    for act, data in wanted.items():
        row = known.get(act) or ActAssignment(mandate=mandate, act=act)
        row.holder, row.note = data.holder, data.note
        row.full_clean()
        row.save()


@transaction.atomic
def set_acts(*, mandate: Mandate, acts: Sequence[ActData], by: User) -> Mandate:
    """Write the matrix act × holder as the order states it (art. 5-bis c.1 lett. b-e).

    Raises PermissionDenied, and ValidationError for a mandate that may share out no acts, or without any.
    """
    found = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    require_change_of(by, found)
    if refusal := acts_refused(found.kind):
        raise ValidationError(refusal)
    if not acts:
        raise ValidationError("Indicare a chi spetta almeno un atto, come dice il provvedimento.")
    faults = check_acts(found.kind, acts)
    if unknown := {row.act for row in acts} - set(Act.values):
        raise ValidationError(f"Atto non previsto: {', '.join(sorted(unknown))}.")
    if faults:
        raise ValidationError(faults)
    write_acts(found, acts)
    return found


def people_to_name(mandate: Mandate) -> QuerySet[User]:
    """Who may answer for the entrustment: operators of the titolare and the leads of the child's unit."""
    case = mandate.cases.select_related("unit").earliest("pk")
    either = Q(pk__in=people_who_may_join(case).values("pk")) | Q(pk__in=leads_of(case).values("pk"))
    return User.objects.filter(either, is_active=True).order_by("last_name", "first_name", "pk")


@transaction.atomic
def name_responsible(*, mandate: Mandate, responsible: User, named_on: date, by: User) -> Mandate:
    """Name the responsabile dell'affidamento; the duty of the 15 days is fulfilled by it.

    A later naming replaces the earlier one. Raises PermissionDenied, and ValidationError by field.
    """
    found = Mandate.objects.select_for_update(of=("self",)).select_related("order").get(pk=mandate.pk)
    require_change_of(by, found)
    if found.kind != MandateKind.AFFIDAMENTO_SERVIZIO:
        raise ValidationError("Il responsabile si nomina solo per un affidamento al servizio.")
    if named_on > timezone.localdate():
        raise ValidationError({"named_on": "La nomina non può essere nel futuro."})
    if named_on < found.order.decided_on:
        raise ValidationError({"named_on": "La nomina non può precedere il provvedimento."})
    if not people_to_name(found).filter(pk=responsible.pk).exists():
        raise ValidationError({"responsible": "Questa persona non lavora per il titolare del caso."})
    found.responsible, found.responsible_named_on = responsible, named_on
    found.full_clean(exclude=["state"])
    found.save(update_fields=["responsible", "responsible_named_on"])
    proof = f"Nomina {day_of(named_on, 'del')}"
    fulfil_deadlines(origin=f"named:{found.pk}:1", proof=proof)
    close_if_done(mandate=found, reason=proof)
    return found
