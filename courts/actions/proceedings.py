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
from courts.actions.hearings import prepare_hearings
from courts.enums import ProceedingArea, ProceedingRoleKind
from courts.models import Office, OfficeSection, Proceeding, ProceedingNumber, ProceedingRole, Register
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
    """A proceeding to be made; the number may still be missing. `judge` is in office since `judge_since`,
    else since it was instituted, else since today."""

    office: Office
    kind: str
    area: str = ProceedingArea.CIVILE
    instituted_on: date | None = None
    section: OfficeSection | None = None
    judge: str = ""
    judge_since: date | None = None
    number: NumberData | None = None


def proceeding_with(office: Office, data: NumberData, controller_id: int) -> Proceeding | None:
    """The proceeding of this titolare that has this number already, whoever of its people may see it."""
    rows = ProceedingNumber.objects.filter(
        controller=controller_id,
        office=data.office or office,
        register=data.register,
        number=data.number,
        year=data.year,
        sub=data.sub,
    )
    found = rows.select_related("proceeding").first()
    return found.proceeding if found else None


def taken_message(office: Office, data: NumberData, controller_id: int, user: User) -> str:
    """Why this number is refused; who may see the proceeding that has it is told where to find it."""
    found = proceeding_with(office, data, controller_id)
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
    if data.section is not None and data.section.office_id != data.office.pk:
        faults["section"] = "La sezione è di un altro ufficio."
    if faults:
        raise ValidationError(faults)
    proceeding = Proceeding(
        office=data.office,
        kind=data.kind,
        area=data.area,
        instituted_on=data.instituted_on,
        section=data.section,
    )
    proceeding.full_clean()
    proceeding.save()
    proceeding.cases.set(found)
    if data.judge:
        _judge(proceeding, data)
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
        prepare_hearings(proceeding=proceeding)
    return proceeding


def _judge(proceeding: Proceeding, data: ProceedingData) -> None:
    role = ProceedingRole(
        proceeding=proceeding,
        kind=ProceedingRoleKind.GIUDICE_DELEGATO,
        name=data.judge,
        valid_from=data.judge_since or data.instituted_on or timezone.localdate(),
    )
    role.full_clean()
    role.save()


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
        _none_current(locked)
    return _number(locked, data, by, current=current)


@transaction.atomic
def use_number(*, proceeding: Proceeding, number: ProceedingNumber, by: User) -> ProceedingNumber:
    """Make one of its numbers the one in use; the other stays among the earlier ones.

    Raises PermissionDenied, and ValidationError for a number of another proceeding.
    """
    locked = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    require_change_of(by, locked)
    found = locked.numbers.filter(pk=number.pk).first()
    if found is None:
        raise ValidationError({"number": "Il numero è di un altro procedimento."})
    _none_current(locked)
    found.current = True
    found.full_clean()
    found.save(update_fields=["current"])
    return found


def _none_current(proceeding: Proceeding) -> None:
    for number in proceeding.numbers.filter(current=True):
        number.current = False
        number.save(update_fields=["current"])


def controller_of(proceeding: Proceeding) -> int:
    """The titolare of its cases: one for all of them (`checks.children`)."""
    ids = Case.unscoped.filter(proceedings=proceeding).values_list("unit__controller", flat=True)
    return ids.order_by("pk")[0]


def _number(proceeding: Proceeding, data: NumberData, by: User, *, current: bool) -> ProceedingNumber:
    controller_id = controller_of(proceeding)
    if proceeding_with(proceeding.office, data, controller_id) is not None:
        raise ValidationError({"number": taken_message(proceeding.office, data, controller_id, by)})
    number = ProceedingNumber(
        proceeding=proceeding,
        controller_id=controller_id,
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
        message = taken_message(proceeding.office, data, controller_id, by)
        raise ValidationError({"number": message}) from None
    return number
