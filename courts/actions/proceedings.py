"""Proceedings and the numbers they carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from cases.permissions import require_change
from courts.actions import checks
from courts.enums import ProceedingArea
from courts.models import Office, Proceeding, ProceedingNumber, Register
from courts.permissions import require_change_of, visible_proceedings


@dataclass(frozen=True, kw_only=True)
class NumberData:
    """A number as it stands on the paper: `1234-1/2024 R.G. V.G.`; without office, the proceeding's own."""

    register: Register
    number: int
    year: int
    sub: int | None = None
    office: Office | None = None


@dataclass(frozen=True, kw_only=True)
class ProceedingData:
    """A proceeding to be made; the number may still be missing."""

    office: Office
    kind: str
    area: str = ProceedingArea.CIVILE
    instituted_on: date | None = None
    judge: str = ""
    number: NumberData | None = None


def proceeding_with(office: Office, data: NumberData) -> Proceeding | None:
    """The proceeding that has this number already, whoever may see it."""
    rows = ProceedingNumber.objects.filter(
        office=data.office or office, register=data.register, number=data.number, year=data.year, sub=data.sub
    )
    found = rows.select_related("proceeding").first()
    return found.proceeding if found else None


def taken_message(office: Office, data: NumberData, user: User) -> str:
    """Why this number is refused; who may see the proceeding that has it is told where to find it."""
    found = proceeding_with(office, data)
    if found is not None and visible_proceedings(user).filter(pk=found.pk).exists():
        return (
            f"Il numero è già registrato: è quello del procedimento n. {found.pk}, che trovi alla voce "
            "«Quale procedimento». Sceglilo lì."
        )
    return (
        "Questo numero è già registrato in questo registro e anno, per un fascicolo che non è fra i tuoi: "
        "controllalo, poi chiedi al coordinatore."
    )


@transaction.atomic
def open_proceeding(*, data: ProceedingData, cases: Iterable[Case], by: User) -> Proceeding:
    """Make a proceeding about these children, with its first number if there is one.

    Raises PermissionDenied, and ValidationError by field (`number` for one that is already taken).
    """
    found = list(cases)
    require_change(by, found)
    faults = checks.children(found) | checks.instituted(data.instituted_on, timezone.localdate())
    if faults:
        raise ValidationError(faults)
    proceeding = Proceeding(
        office=data.office,
        kind=data.kind,
        area=data.area,
        instituted_on=data.instituted_on,
        judge=data.judge,
    )
    proceeding.full_clean()
    proceeding.save()
    proceeding.cases.set(found)
    if data.number is not None:
        _number(proceeding, data.number, by, current=True)
    return proceeding


@transaction.atomic
def join_proceeding(*, proceeding: Proceeding, cases: Iterable[Case], by: User) -> Proceeding:
    """Make sure that a proceeding `by` sees is about these children too; adding one changes it for all.

    Raises PermissionDenied, and ValidationError for a proceeding out of sight or of another titolare.
    """
    found = list(cases)
    if not visible_proceedings(by).filter(pk=proceeding.pk).exists():
        raise ValidationError({"proceeding": "Il procedimento non è fra quelli che puoi vedere."})
    known = Case.unscoped.select_related("unit").filter(proceedings=proceeding)
    if checks.children([*known, *found]):
        raise ValidationError({"proceeding": "Il procedimento appartiene a un altro titolare."})
    missing = {case.pk for case in found} - {case.pk for case in known}
    if missing:
        require_change_of(by, proceeding)
        proceeding.cases.add(*missing)
    return proceeding


@transaction.atomic
def add_number(
    *, proceeding: Proceeding, data: NumberData, by: User, current: bool = True
) -> ProceedingNumber:
    """Give a proceeding one more number; a current one takes the place of the one in use.

    Raises PermissionDenied, and ValidationError by field.
    """
    locked = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    require_change_of(by, locked)
    if current:
        for number in locked.numbers.filter(current=True):
            number.current = False
            number.save(update_fields=["current"])
    return _number(locked, data, by, current=current)


def _number(proceeding: Proceeding, data: NumberData, by: User, *, current: bool) -> ProceedingNumber:
    if proceeding_with(proceeding.office, data) is not None:
        raise ValidationError({"number": taken_message(proceeding.office, data, by)})
    number = ProceedingNumber(
        proceeding=proceeding,
        office=data.office or proceeding.office,
        register=data.register,
        number=data.number,
        year=data.year,
        sub=data.sub,
        current=current,
    )
    number.full_clean()
    try:
        with transaction.atomic():
            number.save()
    except IntegrityError:  # somebody else wrote it in this very moment
        raise ValidationError({"number": taken_message(proceeding.office, data, by)}) from None
    return number
