"""More time for one report: asked before expiry, never longer than the term (art. 154 c.p.c.)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.actions.deadlines import move_deadlines
from cases.models import Deadline
from courts.due_changes import followers
from courts.enums import ExtensionState, MandateState
from courts.models import Extension, Mandate, Order
from courts.periods import NoSuchCycleError, cycle
from courts.permissions import require_change_of
from courts.reckoning import due
from courts.terms import DueDate, Term, Unit
from courts.terms.wording import day_of

EXPIRED = "il termine è scaduto: trasmettere la relazione con una nota sul ritardo"


def original_term(mandate: Mandate, n: int) -> Term:
    """The term of the `n`-th cycle, as the order gave it: what no extension may exceed."""
    if n == 1 and mandate.first_term_amount is not None:
        return Term(mandate.first_term_amount, Unit(mandate.first_term_unit))
    return Term(mandate.every_months or 1, Unit.MONTHS)


def longest_extension(mandate: Mandate, n: int, due_on: date) -> DueDate:
    """How far an extension of the `n`-th cycle may reach, from the day it is due now (art. 154 c.p.c.)."""
    return due(due_on, original_term(mandate, n))


def latest_extension(mandate: Mandate, n: int, due_on: date) -> date:
    """The last day an extension of the `n`-th cycle may reach, from the day it is due now."""
    return longest_extension(mandate, n, due_on).due_on


@transaction.atomic
def request_extension(
    *,
    mandate: Mandate,
    cycle: int,
    requested_on: date,
    requested_until: date,
    reason: str,
    serious: bool = False,
    by: User,
) -> Extension:
    """Record that more time was asked for one cycle.

    Raises PermissionDenied, and ValidationError by field: after expiry, beyond the original term, a second
    time without particularly serious grounds, while another request waits. Art. 154 c.p.c.
    """
    found = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    require_change_of(by, found)
    deadline = Deadline.objects.open().filter(origin=found.origin(cycle)).first()
    if found.state != MandateState.ATTIVO or deadline is None:
        raise ValidationError({"cycle": "Questa scadenza non è aperta."})
    faults = _dates(found, cycle, deadline.due_on, requested_on, requested_until)
    faults |= _again(found, cycle, serious)
    if not reason.strip():
        faults["reason"] = "Indicare i motivi."
    if faults:
        raise ValidationError(faults)
    extension = Extension(
        mandate=found,
        cycle=cycle,
        due_on=deadline.due_on,
        requested_on=requested_on,
        requested_until=requested_until,
        reason=reason.strip(),
        serious=serious,
        requested_by=by,
    )
    extension.full_clean()
    extension.save()
    return extension


def _dates(mandate: Mandate, n: int, due_on: date, asked_on: date, until: date) -> dict[str, str]:
    if asked_on > due_on:
        return {"requested_on": EXPIRED[0].upper() + EXPIRED[1:] + " (art. 154 c.p.c.)."}
    faults: dict[str, str] = {}
    if asked_on > timezone.localdate():
        faults["requested_on"] = "La richiesta non può essere nel futuro."
    elif asked_on < mandate.starts_on:
        faults["requested_on"] = "La richiesta non può precedere l'incarico."
    if fault := _until(mandate, n, due_on, until):
        faults["requested_until"] = fault
    return faults


def _until(mandate: Mandate, n: int, due_on: date, until: date) -> str:
    if until <= due_on:
        return f"La proroga deve superare il termine, che scade {day_of(due_on)}."
    latest = latest_extension(mandate, n, due_on)
    if until > latest:
        return (
            f"La proroga non può durare più del termine originario: al massimo fino {day_of(latest, 'al')}."
        )
    return ""


def _again(mandate: Mandate, n: int, serious: bool) -> dict[str, str]:
    earlier = set(mandate.extensions.filter(cycle=n).values_list("state", flat=True))
    if ExtensionState.RICHIESTA in earlier:
        return {"cycle": "Una richiesta per questa scadenza aspetta ancora risposta."}
    if ExtensionState.CONCESSA in earlier and not serious:
        return {"serious": "Una seconda proroga è possibile solo per motivi particolarmente gravi."}
    return {}


@transaction.atomic
def decide_extension(
    *,
    extension: Extension,
    granted: bool,
    granted_until: date | None = None,
    order: Order | None = None,
    by: User,
) -> Extension:
    """Record the answer. Granted, the deadlines of that cycle move and remember the day they had before.

    Without `granted_until` the day asked for is meant. Raises PermissionDenied, and ValidationError by field.
    """
    found = Extension.objects.select_for_update(of=("self",)).select_related("mandate").get(pk=extension.pk)
    require_change_of(by, found.mandate)
    if found.state != ExtensionState.RICHIESTA:
        raise ValidationError("La richiesta ha già avuto risposta.")
    _check_order(found, order)
    found.order = order
    if not granted:
        found.state = ExtensionState.NEGATA
    else:
        until = granted_until or found.requested_until
        if fault := _until(found.mandate, found.cycle, found.due_on, until):
            raise ValidationError({"granted_until": fault})
        found.state, found.granted_until = ExtensionState.CONCESSA, until
    found.full_clean()
    found.save(update_fields=["state", "granted_until", "order"])
    if found.granted_until is not None:
        _move(found, found.granted_until)
    return found


def _check_order(extension: Extension, order: Order | None) -> None:
    if order is None:
        return
    if not order.cases.filter(pk__in=extension.mandate.cases.values("pk")).exists():
        raise ValidationError({"order": "Il provvedimento non riguarda i minori dell'incarico."})
    if order.decided_on < extension.requested_on:
        raise ValidationError({"order": "Il provvedimento è anteriore alla richiesta."})


def _move(extension: Extension, until: date) -> None:
    move_deadlines(
        origin=extension.mandate.origin(extension.cycle),
        due_on=until,
        note=(
            f"Scadeva {day_of(extension.due_on)}: prorogata {day_of(until, 'al')}, su richiesta "
            f"{day_of(extension.requested_on, 'del')} (art. 154 c.p.c.)."
        ),
        extended=True,
    )
    for follow in followers:
        follow(extension.mandate, extension.cycle, until)


def extendable_cycles(mandate: Mandate) -> dict[int, date]:
    """The cycles still open, with the day each is due: what more time may be asked for."""
    rows = (
        Deadline.objects.open().filter(origin__startswith=f"mandate:{mandate.pk}:").order_by("due_on", "pk")
    )
    return {int(origin.rpartition(":")[2]): due_on for origin, due_on in rows.values_list("origin", "due_on")}


def reasons_of_cycles(mandate: Mandate) -> dict[int, str]:
    """How the day of each cycle came about, whatever became of it. One query."""
    rows = Deadline.objects.filter(origin__startswith=f"mandate:{mandate.pk}:")
    return {int(origin.rpartition(":")[2]): why for origin, why in rows.values_list("origin", "explanation")}


def cycle_title(mandate: Mandate, n: int) -> str:
    """What the report of this cycle is called; a plain number when the mandate no longer reaches it."""
    try:
        return cycle(mandate, n).title
    except NoSuchCycleError:
        return f"Periodo n. {n}"
