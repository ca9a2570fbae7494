"""The life of an enrolment: asked for, started, resting, ended.

Each change leaves in the note a line with its day, its person and its reason; the whole history is kept by
the database.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django_fsm import can_proceed

from accounts.models import User
from cases.models import Case
from courts.models import Mandate
from services.catalogue.enums import EnrolmentOrigin
from services.catalogue.models import Enrolment, ServiceKind

# Only a transition writes it: Django's cleaning would try to.
PROTECTED = {"state"}


@transaction.atomic
def request_service(
    *,
    case: Case,
    kind: ServiceKind,
    origin: str,
    requested_on: date,
    by: User,
    mandate: Mandate | None = None,
    note: str = "",
) -> Enrolment:
    """Ask for a service for a case.

    Raises ValidationError when the case is closed, when the kind works on orders only and `origin` is
    another, and when `mandate` is missing with an order, given without one, or about other children.
    """
    if not case.is_open:
        raise ValidationError("Il caso è chiuso: prima di attivare un servizio va riaperto.")
    _check_origin(case, kind, origin, mandate)
    _not_in_future(requested_on, "requested_on")
    enrolment = Enrolment(
        case=case, kind=kind, origin=origin, mandate=mandate, requested_on=requested_on, note=note
    )
    enrolment.full_clean(exclude=PROTECTED)
    enrolment.save()
    return enrolment


@transaction.atomic
def activate(*, enrolment: Enrolment, on: date, by: User, reason: str = "") -> Enrolment:
    """The service starts on a day, or starts again after a rest (the first start stays)."""
    enrolment = _locked(enrolment)
    again = enrolment.started_on is not None
    _check_day(enrolment, on)
    _allow(enrolment, "activate")
    enrolment.activate()
    if not again:
        enrolment.started_on = on
    return _save(enrolment, "Ripreso" if again else "Avviato", on, reason, by)


@transaction.atomic
def suspend(*, enrolment: Enrolment, on: date, by: User, reason: str) -> Enrolment:
    """The service rests from a day, for a reason."""
    enrolment = _locked(enrolment)
    _check_day(enrolment, on)
    _need_reason(reason)
    _allow(enrolment, "suspend")
    enrolment.suspend()
    return _save(enrolment, "Sospeso", on, reason, by)


@transaction.atomic
def conclude(*, enrolment: Enrolment, on: date, by: User, reason: str) -> Enrolment:
    """The service ends on a day; `reason` says how it went."""
    enrolment = _locked(enrolment)
    _check_day(enrolment, on)
    _need_reason(reason)
    _allow(enrolment, "conclude")
    enrolment.conclude()
    enrolment.ended_on = on
    return _save(enrolment, "Concluso", on, reason, by)


@transaction.atomic
def drop(*, enrolment: Enrolment, on: date, by: User, reason: str) -> Enrolment:
    """The service never starts: refused, no place, no longer needed."""
    enrolment = _locked(enrolment)
    _check_day(enrolment, on)
    _need_reason(reason)
    _allow(enrolment, "drop")
    enrolment.drop()
    enrolment.ended_on = on
    return _save(enrolment, "Non avviato", on, reason, by)


# What each transition is called in the model and here; the views and the pages walk this table.
MOVES = {"activate": activate, "suspend": suspend, "conclude": conclude, "drop": drop}


def moves_of(enrolment: Enrolment) -> list[str]:
    """The names in MOVES that the enrolment's state allows now."""
    return [name for name in MOVES if can_proceed(getattr(enrolment, name))]


def _locked(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",)).select_related("kind", "case").get(pk=enrolment.pk)
    )


def _allow(enrolment: Enrolment, move: str) -> None:
    if not can_proceed(getattr(enrolment, move)):
        state = enrolment.get_state_display().lower()
        raise ValidationError(f"Il servizio risulta {state}: questa operazione non è possibile.")


def _check_origin(case: Case, kind: ServiceKind, origin: str, mandate: Mandate | None) -> None:
    by_order = origin == EnrolmentOrigin.PROVVEDIMENTO
    if kind.order_required and not by_order:
        raise ValidationError({"origin": f"{kind.name} si attiva solo su mandato dell'autorità giudiziaria."})
    if by_order and mandate is None:
        raise ValidationError({"mandate": "Se l'origine è un provvedimento, indicare l'incarico."})
    if not by_order and mandate is not None:
        raise ValidationError({"mandate": "L'incarico si indica solo se l'origine è un provvedimento."})
    if mandate is not None and not mandate.cases.filter(pk=case.pk).exists():
        raise ValidationError({"mandate": "L'incarico non riguarda questo caso."})


def _check_day(enrolment: Enrolment, on: date) -> None:
    _not_in_future(on, "on")
    start = enrolment.started_on or enrolment.requested_on
    if on < start:
        what = "dell'avvio" if enrolment.started_on else "della richiesta"
        raise ValidationError({"on": f"La data non può precedere quella {what} ({start:%d/%m/%Y})."})


def _not_in_future(day: date, field: str) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: "La data non può essere nel futuro."})


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Indicare il motivo."})


def _save(enrolment: Enrolment, what: str, on: date, reason: str, by: User) -> Enrolment:
    line = f"{what} il {date_format(on, 'j F Y').lower()} ({by.get_full_name()})"
    if reason.strip():
        line += f": {reason.strip()}"
    enrolment.note = f"{enrolment.note}\n{line}".strip()
    enrolment.full_clean(exclude=PROTECTED)
    enrolment.save(update_fields=["state", "started_on", "ended_on", "note"])
    return enrolment
