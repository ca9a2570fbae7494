"""Who is what to whom in a household, and who protects whom by decree. All dated, all reached through a case."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from cases.actions.people import OUTSIDE, belongs_to
from cases.enums import BondKind
from cases.models import Bond, Case, LegalProtection, Person
from cases.permissions import require_change

ENDS_FIRST = "La fine non può precedere l'inizio."


def _require_both(case: Case, people: dict[str, Person]) -> None:
    outside = {name: OUTSIDE for name, person in people.items() if not belongs_to(case, person)}
    if outside:
        raise ValidationError(outside)


@transaction.atomic
def add_bond(
    *,
    case: Case,
    person: Person,
    kind: str,
    other: Person,
    tone: str,
    note: str,
    valid_from: date | None,
    valid_to: date | None,
    by: User,
) -> Bond:
    """Write down what `person` is to `other`, both of the case's household. Without a start: since ever."""
    require_change(by, [case])
    _require_both(case, {"person": person, "other": other})
    if person.pk == other.pk:
        raise ValidationError({"other": "Scegli due persone diverse."})
    if valid_from and valid_to and valid_to < valid_from:
        raise ValidationError({"valid_to": ENDS_FIRST})
    _refuse_same(person, kind, other)
    row = Bond(
        person=person,
        other=other,
        kind=kind,
        tone=tone,
        note=note,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    row.full_clean()
    row.save()
    return row


def _refuse_same(person: Person, kind: str, other: Person) -> None:
    same = Q(person=person, other=other)
    if BondKind(kind).mutual:
        same |= Q(person=other, other=person)
    if Bond.objects.filter(same, kind=kind, valid_to=None).exists():
        raise ValidationError({"kind": "Questo legame è già registrato e non è finito."})


@transaction.atomic
def change_bond(
    *,
    case: Case,
    bond: Bond,
    tone: str,
    note: str,
    valid_from: date | None,
    valid_to: date | None,
    by: User,
) -> Bond:
    """How two people get on now, or when their bond began or ended."""
    require_change(by, [case])
    row = Bond.objects.select_for_update(of=("self",)).select_related("person", "other").get(pk=bond.pk)
    _require_both(case, {"person": row.person, "other": row.other})
    if valid_from and valid_to and valid_to < valid_from:
        raise ValidationError({"valid_to": ENDS_FIRST})
    row.tone, row.note, row.valid_from, row.valid_to = tone, note, valid_from, valid_to
    row.full_clean()
    row.save(update_fields=["tone", "note", "valid_from", "valid_to"])
    return row


@transaction.atomic
def add_protection(
    *,
    case: Case,
    kind: str,
    holder: Person | None,
    holder_name: str,
    decree: str,
    valid_from: date,
    by: User,
) -> LegalProtection:
    """Who protects the person of the case by decree: somebody of the household, or an office or person outside it."""
    require_change(by, [case])
    if holder is not None:
        _require_both(case, {"holder": holder})
    if (holder is None) == (not holder_name):
        raise ValidationError(
            {"holder_name": "Scegli una persona del nucleo oppure scrivi a chi è affidata."}
        )
    row = LegalProtection(
        person_id=case.person_id,
        kind=kind,
        holder=holder,
        holder_name=holder_name,
        decree=decree,
        valid_from=valid_from,
    )
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def end_protection(*, case: Case, protection: LegalProtection, valid_to: date, by: User) -> LegalProtection:
    """The last day of a protection."""
    require_change(by, [case])
    row = LegalProtection.objects.select_for_update().get(pk=protection.pk, person=case.person_id)
    row.valid_to = valid_to
    row.full_clean()
    row.save(update_fields=["valid_to"])
    return row
