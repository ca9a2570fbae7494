"""The later life of a proceeding: its data corrected, an appeal, its end."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courts.actions import checks
from courts.actions.proceedings import NumberData, ProceedingData, open_proceeding
from courts.enums import OPEN_MANDATE_STATES, HearingState, OfficeKind, ProceedingArea
from courts.models import Mandate, Office, OfficeSection, Proceeding
from courts.permissions import require_change_of
from courts.terms.wording import day_of


@transaction.atomic
def edit_proceeding(
    *,
    proceeding: Proceeding,
    kind: str,
    area: str,
    section: OfficeSection | None,
    instituted_on: date | None,
    minor_role: str = "",
    by: User,
) -> Proceeding:
    """Correct what is known of a proceeding; its office changes only by transfer.

    Raises PermissionDenied, and ValidationError by field.
    """
    found = _locked(proceeding, by)
    faults = checks.instituted(instituted_on, timezone.localdate())
    first = found.orders.order_by("decided_on").values_list("decided_on", flat=True).first()
    if instituted_on and first and first < instituted_on:
        faults["instituted_on"] = f"Il primo provvedimento è {day_of(first, 'del')}: l'inizio viene prima."
    if section is not None and section.office_id != found.office_id:
        faults["section"] = "La sezione è di un altro ufficio."
    if minor_role and area != ProceedingArea.PENALE:
        faults["minor_role"] = "Vale solo nel penale."
    if faults:
        raise ValidationError(faults)
    found.kind, found.area, found.section = kind, area, section
    found.instituted_on, found.minor_role = instituted_on, minor_role
    found.full_clean()
    found.save(update_fields=["kind", "area", "section", "instituted_on", "minor_role"])
    return found


@transaction.atomic
def open_appeal(
    *,
    proceeding: Proceeding,
    office: Office,
    instituted_on: date,
    number: NumberData | None = None,
    by: User,
) -> Proceeding:
    """Record a reclamo or appeal to the Corte d'appello: a proceeding of its own, about the same children.

    The one it is against goes on, and so do its mandates. Returns the new proceeding.
    Raises PermissionDenied, and ValidationError by field.
    """
    found = _locked(proceeding, by)
    faults: dict[str, str] = {}
    if office.kind != OfficeKind.CA:
        faults["office"] = "Il reclamo si propone alla Corte d'appello."
    elif office.ceased_by(instituted_on):
        faults["office"] = "Quel giorno l'ufficio non esisteva più."
    if found.instituted_on is not None and instituted_on < found.instituted_on:
        faults["instituted_on"] = f"Il procedimento impugnato è iniziato {day_of(found.instituted_on)}."
    if faults:
        raise ValidationError(faults)
    data = ProceedingData(
        office=office, kind=found.kind, area=found.area, instituted_on=instituted_on, number=number
    )
    appeal = open_proceeding(data=data, cases=list(found.cases.select_related("unit")), by=by)
    appeal.appeal_of = found
    appeal.full_clean()
    appeal.save(update_fields=["appeal_of"])
    return appeal


@transaction.atomic
def close_proceeding(
    *, proceeding: Proceeding, closed_on: date, mandates_go_on: bool = False, by: User
) -> Proceeding:
    """Write the day a proceeding ended. `mandates_go_on` says that its open mandates last beyond it.

    Raises PermissionDenied, and ValidationError by field: hearings still fixed, open mandates nobody spoke of,
    a day before its last order.
    """
    found = _locked(proceeding, by)
    if found.closed_on is not None or found.transferred_on is not None:
        raise ValidationError("Il procedimento è già finito.")
    faults = _closing_day(found, closed_on)
    if found.hearings.filter(state=HearingState.FISSATA).exists():
        faults["__all__"] = "C'è ancora un'udienza fissata: scrivere il suo esito, o annullarla."
    elif not mandates_go_on and (left := open_mandates_of(found)):
        faults["mandates_go_on"] = (
            f"Incarichi ancora aperti: {left}. Chiuderli, o dichiarare che proseguono dopo la conclusione."
        )
    if faults:
        raise ValidationError(faults)
    found.closed_on = closed_on
    found.full_clean()
    found.save(update_fields=["closed_on"])
    return found


@transaction.atomic
def reopen_proceeding(*, proceeding: Proceeding, by: User) -> Proceeding:
    """Take back an end written by mistake. Raises PermissionDenied, and ValidationError when it is not closed."""
    found = _locked(proceeding, by)
    if found.closed_on is None:
        raise ValidationError("Il procedimento non è concluso.")
    found.closed_on = None
    found.save(update_fields=["closed_on"])
    return found


def open_mandates_of(proceeding: Proceeding) -> int:
    """How many mandates of its orders are still open."""
    return Mandate.objects.filter(order__proceeding=proceeding, state__in=OPEN_MANDATE_STATES).count()


def _closing_day(proceeding: Proceeding, day: date) -> dict[str, str]:
    if day > timezone.localdate():
        return {"closed_on": "La conclusione non può essere nel futuro."}
    if proceeding.instituted_on is not None and day < proceeding.instituted_on:
        return {"closed_on": f"Il procedimento è iniziato {day_of(proceeding.instituted_on)}."}
    last = proceeding.orders.order_by("-decided_on").values_list("decided_on", flat=True).first()
    if last is not None and day < last:
        return {"closed_on": f"L'ultimo provvedimento è {day_of(last, 'del')}: la conclusione viene dopo."}
    return {}


def _locked(proceeding: Proceeding, by: User) -> Proceeding:
    found = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    require_change_of(by, found)
    return found
