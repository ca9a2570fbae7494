"""Which office answers: a proceeding that moves to another one, and mandates that report to the right one.

Art. 38 disp. att. c.c.: the orders of the first judge stay in force until the second confirms, changes or
revokes them. So nothing a mandate asks for stops at a transfer: only the office it reports to changes.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courts import office_changes
from courts.actions.hearings import call_off_hearings
from courts.actions.proceedings import NumberData, ProceedingData, join_proceeding, open_proceeding
from courts.enums import OPEN_MANDATE_STATES, ProceedingRoleKind
from courts.lines import line_of
from courts.models import Mandate, Office, Proceeding, ProceedingRole
from courts.permissions import require_change_of
from courts.terms.wording import day_of

K = ProceedingRoleKind
# They belong to the office, not to the child: the new one has its own.
OF_THE_OFFICE = frozenset({K.GIUDICE_DELEGATO, K.GIUDICE_ONORARIO, K.PM, K.CTU})


@transaction.atomic
def transfer_proceeding(
    *,
    proceeding: Proceeding,
    transferred_on: date,
    office: Office | None = None,
    into: Proceeding | None = None,
    kind: str = "",
    number: NumberData | None = None,
    by: User,
) -> Proceeding:
    """Move a proceeding to another office: a new one, or one that pends there already, takes up its children.

    Orders and mandates stay where they are, in force; open mandates that reported to the old office report to
    the new one; who stands by the child goes on, who sat in the old office ends; hearings fixed for later fall.
    Returns the proceeding that goes on. Raises PermissionDenied, and ValidationError by field.
    Art. 38 disp. att. c.c.
    """
    locked = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    require_change_of(by, locked)
    if faults := _transfer_faults(locked, into.office if into else office, into, transferred_on):
        raise ValidationError(faults)
    cases = list(locked.cases.select_related("unit"))
    if into is not None:
        new = join_proceeding(proceeding=into, cases=cases, by=by)
    else:
        data = ProceedingData(
            office=office or locked.office,
            kind=kind or locked.kind,
            area=locked.area,
            instituted_on=transferred_on,
            number=number,
        )
        new = open_proceeding(data=data, cases=cases, by=by)
    _same_reasons(locked, new)
    locked.transferred_to, locked.transferred_on = new, transferred_on
    locked.full_clean()
    locked.save(update_fields=["transferred_to", "transferred_on"])
    _hand_over(locked, new, transferred_on)
    return new


def _same_reasons(old: Proceeding, new: Proceeding) -> None:
    """What was said of the child is still true before the other judge."""
    new.minor_role = new.minor_role or old.minor_role
    new.unrepresented = new.unrepresented or old.unrepresented
    new.curator_asked = new.curator_asked or old.curator_asked
    new.full_clean()
    new.save(update_fields=["minor_role", "unrepresented", "curator_asked"])


def _transfer_faults(
    proceeding: Proceeding, office: Office | None, into: Proceeding | None, day: date
) -> dict[str, str]:
    if proceeding.transferred_on is not None:
        return {"__all__": f"È già stato trasferito {day_of(proceeding.transferred_on)}."}
    if proceeding.closed_on is not None:
        return {
            "__all__": f"È concluso {day_of(proceeding.closed_on, 'dal')}: riaprirlo prima di trasferirlo."
        }
    faults = {}
    if into is not None and (into in line_of(proceeding) or into.closed_on or into.transferred_on):
        faults["into"] = "Questo procedimento è finito, o viene prima di quello da trasferire."
    elif office is None:
        faults["office"] = "Indicare l'ufficio che prosegue."
    elif office.pk == proceeding.office_id:
        faults["office"] = "È già l'ufficio del procedimento."
    elif office.ceased_by(day):
        faults["office"] = "Quel giorno l'ufficio non esisteva più."
    began = proceeding.instituted_on
    if day > timezone.localdate():
        faults["transferred_on"] = "Il trasferimento non può essere nel futuro."
    elif began is not None and day < began:
        faults["transferred_on"] = f"Il procedimento è iniziato {day_of(began)}: il trasferimento viene dopo."
    return faults


def _hand_over(old: Proceeding, new: Proceeding, day: date) -> None:
    for mandate in _open_mandates(old):
        if mandate.recipient_id == old.office_id:
            _report_to(mandate, new.office)
    for role in old.roles.filter(valid_to=None, valid_from__lte=day):
        role.valid_to = day
        role.full_clean()
        role.save(update_fields=["valid_to"])
        if role.kind not in OF_THE_OFFICE:
            _go_on(role, new, day)
    call_off_hearings(
        proceeding=old, after=day, reason=f"procedimento trasferito {day_of(day)} a {new.office}"
    )


def _go_on(role: ProceedingRole, new: Proceeding, day: date) -> None:
    again = ProceedingRole(
        proceeding=new,
        kind=role.kind,
        name=role.name,
        person=role.person,
        contact=role.contact,
        valid_from=day,
    )
    again.full_clean()
    again.save()


def _open_mandates(proceeding: Proceeding) -> list[Mandate]:
    """Those of its orders and of the orders before it in the line, still open; locked."""
    line = line_of(proceeding)
    until = line[: line.index(proceeding) + 1]
    rows = Mandate.objects.select_for_update(of=("self",)).filter(order__proceeding__in=until)
    return list(rows.filter(state__in=OPEN_MANDATE_STATES).order_by("pk"))


@transaction.atomic
def redirect_mandate(*, mandate: Mandate, recipient: Office, by: User) -> Mandate:
    """Let an open mandate report to another office: its own has ceased, or the proceeding moved.

    Reports already sent for approval keep the office they were written for. Raises PermissionDenied, and
    ValidationError by field.
    """
    found = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    require_change_of(by, found)
    if not found.is_open:
        raise ValidationError(f"L'incarico è nello stato «{found.get_state_display()}».")
    if recipient.ceased_by(timezone.localdate()):
        raise ValidationError({"recipient": "Questo ufficio non esiste più."})
    _report_to(found, recipient)
    return found


def _report_to(mandate: Mandate, office: Office) -> None:
    mandate.recipient = office
    mandate.full_clean(exclude=["state"])
    mandate.save(update_fields=["recipient"])
    for follow in office_changes.followers:
        follow(mandate)
