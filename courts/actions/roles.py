"""Who takes part in a proceeding, and since when (handbook courts §7): a report prints those of its own date."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Person
from courts.enums import ProceedingRoleKind
from courts.models import Proceeding, ProceedingRole
from courts.permissions import require_change_of
from courts.terms.wording import day_of

K = ProceedingRoleKind
# Whose lawyer, whose consultant: without it nobody knows whom to write to.
OF_SOMEBODY = frozenset({K.AVVOCATO, K.DIFENSORE_UFFICIO, K.CTP})
# One at a time in a proceeding.
ONE_AT_A_TIME = frozenset({K.GIUDICE_DELEGATO})


@transaction.atomic
def add_role(
    *,
    proceeding: Proceeding,
    kind: str,
    name: str,
    valid_from: date,
    valid_to: date | None = None,
    person: Person | None = None,
    contact: str = "",
    by: User,
) -> ProceedingRole:
    """Record that somebody takes part in a proceeding from a day on.

    Raises PermissionDenied, and ValidationError by field: a day out of order, a lawyer of nobody, the same
    part twice, a second judge while one is in office.
    """
    locked = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    require_change_of(by, locked)
    role = ProceedingRole(
        proceeding=locked,
        kind=kind,
        name=name.strip(),
        person=person,
        contact=contact.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    role.clean_fields()
    if faults := _faults(role):
        raise ValidationError(faults)
    role.full_clean()
    role.save()
    return role


@transaction.atomic
def end_role(*, role: ProceedingRole, valid_to: date, by: User) -> ProceedingRole:
    """Write the last day of somebody's part.

    Raises PermissionDenied, and ValidationError by field.
    """
    found = _locked(role, by)
    if valid_to < found.valid_from:
        raise ValidationError({"valid_to": f"Il ruolo è iniziato {day_of(found.valid_from)}."})
    if valid_to > timezone.localdate():
        raise ValidationError({"valid_to": "La fine non può essere nel futuro."})
    found.valid_to = valid_to
    found.full_clean()
    found.save(update_fields=["valid_to"])
    return found


@transaction.atomic
def replace_role(
    *, role: ProceedingRole, name: str, valid_from: date, contact: str = "", by: User
) -> ProceedingRole:
    """Let somebody else take the same part from a day on; the first one ends the day before.

    Raises PermissionDenied, and ValidationError by field.
    """
    found = _locked(role, by)
    if valid_from <= found.valid_from:
        raise ValidationError(
            {
                "valid_from": f"{found.name} è in carica {day_of(found.valid_from, 'dal')}: si sostituisce dopo."
            }
        )
    if valid_from > timezone.localdate():
        raise ValidationError({"valid_from": "La sostituzione non può essere nel futuro."})
    found.valid_to = date.fromordinal(valid_from.toordinal() - 1)
    found.full_clean()
    found.save(update_fields=["valid_to"])
    return add_role(
        proceeding=found.proceeding,
        kind=found.kind,
        name=name,
        person=found.person,
        contact=contact,
        valid_from=valid_from,
        by=by,
    )


def _locked(role: ProceedingRole, by: User) -> ProceedingRole:
    rows = ProceedingRole.objects.select_for_update(of=("self",)).select_related("proceeding", "person")
    found = rows.get(pk=role.pk)
    require_change_of(by, found.proceeding)
    if found.valid_to is not None:
        raise ValidationError(f"Questo ruolo è già finito {day_of(found.valid_to)}.")
    return found


def _faults(role: ProceedingRole) -> dict[str, str]:
    faults: dict[str, str] = {}
    if role.valid_from > timezone.localdate():
        faults["valid_from"] = "L'inizio non può essere nel futuro."
    if role.valid_to is not None and role.valid_to < role.valid_from:
        faults["valid_to"] = "La fine non può precedere l'inizio."
    if role.kind in OF_SOMEBODY and role.person_id is None:
        faults["person"] = "Indicare di chi."
    if faults:
        return faults
    meeting = [other for other in role.proceeding.roles.filter(kind=role.kind) if _meet(role, other)]
    if role.kind in ONE_AT_A_TIME and meeting:
        faults["kind"] = f"In quei giorni c'è già {meeting[0].name}: usare «Sostituisci» accanto al suo nome."
    elif any((other.name, other.person_id) == (role.name, role.person_id) for other in meeting):
        faults["name"] = "Questo ruolo è già registrato."
    return faults


def _meet(one: ProceedingRole, other: ProceedingRole) -> bool:
    far = date.max
    return one.valid_from <= (other.valid_to or far) and other.valid_from <= (one.valid_to or far)
