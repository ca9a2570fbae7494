"""What the page of an order shows of what follows from it: every date with its reason, and what is still to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from cases.enums import DeadlineState
from cases.models import Case, Deadline
from courts.enums import JUVENILE_KINDS, PLACEMENT_KINDS, MandateKind
from courts.legal_numbers import in_words
from courts.models import ActAssignment, ConflictDeclaration, JuvenileProject, Mandate
from courts.terms.wording import day_of


@dataclass
class DateRow:
    """One date that came of the order, on each child it concerns."""

    title: str
    due_on: date
    explanation: str
    mandate: Mandate | None
    deadlines: list[Deadline] = field(default_factory=list)


@dataclass(frozen=True)
class NextStep:
    """What the law asks right after an order of this kind; `why` says by when or for what reason."""

    text: str
    url: str
    why: str


def dates_of(order_id: int, mandates: Sequence[Mandate], children: Sequence[Case]) -> list[DateRow]:
    """The dates the order made on these children, soonest first, each with how it was computed. One query."""
    wanted = Q(origin=f"urged:{order_id}:1")
    for mandate in mandates:
        wanted |= mandate.owns("told")
    rows = Deadline.objects.filter(wanted, case__in=children).select_related("case__person")
    by_id = {mandate.pk: mandate for mandate in mandates}
    found: dict[tuple[str, date], DateRow] = {}
    for deadline in rows.order_by("due_on", "origin", "case"):
        prefix, number, _ = deadline.origin.split(":")
        giver = by_id.get(int(number)) if prefix != "urged" else None
        key = (deadline.origin, deadline.due_on)
        row = found.setdefault(key, DateRow(deadline.title, deadline.due_on, deadline.explanation, giver))
        row.deadlines.append(deadline)
    return list(found.values())


def with_what_is_written(mandates: QuerySet[Mandate]) -> QuerySet[Mandate]:
    """The mandates, each knowing whether its acts, its declaration and its project are there. No query more."""
    return mandates.annotate(
        has_acts=Exists(ActAssignment.objects.filter(mandate=OuterRef("pk"))),
        has_declaration=Exists(ConflictDeclaration.objects.filter(mandate=OuterRef("pk"))),
        has_project=Exists(JuvenileProject.objects.filter(mandate=OuterRef("pk"))),
    )


def next_steps(mandates: Sequence[Any], dates: Sequence[DateRow]) -> list[NextStep]:
    """What open mandates still want to know. The mandates come from `with_what_is_written`."""
    due = {
        deadline.origin: row.due_on
        for row in dates
        for deadline in row.deadlines
        if deadline.state == DeadlineState.OPEN
    }
    return [step for mandate in mandates if mandate.is_open for step in _of_mandate(mandate, due)]


def _of_mandate(mandate: Any, due: dict[str, date]) -> list[NextStep]:
    found = []
    if mandate.kind == MandateKind.AFFIDAMENTO_SERVIZIO:
        found += _entrusted(mandate, due)
    if mandate.kind in PLACEMENT_KINDS and not mandate.has_declaration:
        url = reverse("courts:mandate_declaration", args=[mandate.pk])
        why = "Prima del collocamento (L. 184/1983 come modificata dal d.lgs. 149/2022)."
        found.append(NextStep("Raccogli la dichiarazione di assenza di conflitto", url, why))
    elif mandate.kind in PLACEMENT_KINDS and mandate.placed_on is None:
        url = reverse("courts:mandate_placement", args=[mandate.pk])
        found.append(
            NextStep("Indica quando il collocamento è iniziato", url, "Da quel giorno si contano i mesi.")
        )
    if mandate.kind in JUVENILE_KINDS and not mandate.has_project:
        url = reverse("courts:mandate_project", args=[mandate.pk])
        found.append(NextStep("Scrivi il progetto", url, "Durata, udienza finale e parti obbligatorie."))
    return found


def _entrusted(mandate: Any, due: dict[str, date]) -> list[NextStep]:
    found = []
    if mandate.responsible_id is None:
        by_when = due.get(f"named:{mandate.pk}:1")
        why = f"Entro {day_of(by_when)}" if by_when else f"Entro {_naming_term(mandate)} dalla notifica"
        url = reverse("courts:mandate_responsible", args=[mandate.pk])
        why = f"{why} (art. 5-bis L. 184/1983)."
        found.append(NextStep("Nomina il responsabile dell’affidamento", url, why))
    if not mandate.has_acts:
        url = reverse("courts:mandate_acts", args=[mandate.pk])
        why = "Il provvedimento deve dire quali atti spettano a chi (art. 5-bis c.1 lett. b-e)."
        found.append(NextStep("Indica a chi spettano gli atti", url, why))
    return found


def _naming_term(mandate: Any) -> str:
    """How long the service has to name the responsible person (art. 5-bis L. 184/1983), from its table."""
    return in_words("5bis-responsabile", mandate.order.served_on or mandate.order.received_on)
