"""Duties a mandate has because of its kind, beside its reports: who is named, when foster care is looked at."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.actions.deadlines import move_deadlines, open_deadline
from cases.models import Deadline
from courts.enums import PLACEMENT_KINDS, MandateKind, MandateState
from courts.legal_numbers import legal_number, term_of
from courts.models import Mandate
from courts.reckoning import due
from courts.terms import Direction, DueDate, Rolling, Term, Unit, add_months


def deadlines_of(mandate: Mandate) -> QuerySet[Deadline]:
    """Every deadline that stands and falls with a mandate, on all its children."""
    return Deadline.objects.filter(mandate.owns(), case__in=mandate.cases.all())


def keep_own_duties() -> int:
    """Open what is missing on every active mandate. Safe to run twice. Returns how many mandates it helped."""
    named = Mandate.objects.filter(kind=MandateKind.AFFIDAMENTO_SERVIZIO, responsible=None)
    rows = named | Mandate.objects.filter(kind__in=PLACEMENT_KINDS)
    found = {_origin(mandate): mandate for mandate in rows.filter(state=MandateState.ATTIVO)}
    known = set(Deadline.objects.filter(origin__in=found).values_list("origin", flat=True))
    missing = [mandate for origin, mandate in found.items() if origin not in known]
    for mandate in missing:
        open_own_duties(mandate=mandate)
    return len(missing)


def _origin(mandate: Mandate) -> str:
    return f"{'foster' if mandate.kind in PLACEMENT_KINDS else 'named'}:{mandate.pk}:1"


@transaction.atomic
def open_own_duties(*, mandate: Mandate) -> None:
    """Open the duties of one active mandate: the naming in 15 days, the proposal at month 20."""
    if mandate.kind == MandateKind.AFFIDAMENTO_SERVIZIO and mandate.responsible_id is None:
        served_on = mandate.order.served_on or mandate.order.received_on
        number = legal_number("5bis-responsabile", served_on)
        reckoned = due(served_on, term_of(number))
        _open(mandate, "named", "Nominare il responsabile dell'affidamento", reckoned, number.source)
    if mandate.kind in PLACEMENT_KINDS:
        source = legal_number("affido-durata", mandate.starts_on).source
        title = "Proposta di proroga o chiusura del collocamento"
        _open(mandate, "foster", title, proposal_due(mandate), source)


def proposal_due(mandate: Mandate) -> DueDate:
    """When to tell the court whether to go on: month 20 of 24, or as long before a nearer end.

    Counted from the day the child went to live there; until it is known, from the day the mandate runs.

    An internal target: never later than the day itself. L. 184/1983 art. 4 c.4.
    """
    began = mandate.placed_on or mandate.starts_on
    early = legal_number("affido-proposta", mandate.starts_on)
    whole = legal_number("affido-durata", mandate.starts_on)
    usual = due(began, term_of(early))
    if mandate.ends_on is None or mandate.ends_on >= add_months(began, whole.amount):
        return usual
    notice = Term(
        whole.amount - early.amount, Unit.MONTHS, direction=Direction.BACKWARD, rolling=Rolling.EARLIER
    )
    return min(usual, due(mandate.ends_on, notice), key=lambda found: found.due_on)


@transaction.atomic
def recount_proposal(*, mandate: Mandate) -> None:
    """The proposal is counted from the day of the placement, now that it is known. Safe to run twice."""
    reckoned = proposal_due(mandate)
    known = deadlines_of(mandate).filter(origin=f"foster:{mandate.pk}:1").first()
    if known is None or known.due_on == reckoned.due_on:
        return
    note = f"Dal collocamento: {reckoned.explanation}"
    move_deadlines(origin=known.origin, due_on=reckoned.due_on, note=note)


def _open(mandate: Mandate, prefix: str, title: str, reckoned: DueDate, source: str) -> None:
    # A short placement would have its proposal before it begins: then it is due at once.
    due_on = max(reckoned.due_on, min(mandate.starts_on, mandate.order.received_on))
    for case in mandate.cases.all():
        open_deadline(
            case=case,
            title=title,
            due_on=due_on,
            origin=f"{prefix}:{mandate.pk}:1",
            explanation=f"{reckoned.explanation} ({source})",
            by=None,
        )


@transaction.atomic
def open_telling(*, mandate: Mandate, reason: str, today: date | None = None) -> None:
    """Open the duty to tell the court at once that an order cannot be carried out (handbook courts §3)."""
    for case in mandate.cases.all():
        open_deadline(
            case=case,
            title="Avvisare subito l'autorità: l'incarico non è eseguibile",
            due_on=today or timezone.localdate(),
            origin=f"told:{mandate.pk}:1",
            explanation=f"Evento da comunicare senza ritardo. Motivo: {reason}",
            by=None,
        )
