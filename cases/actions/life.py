"""The life of a case: its declared moves, each dated, explained and signed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.closing import reasons_against
from cases.enums import CLOSED_STATUSES, CaseStatus, CodeKind
from cases.models import Case, Code, StatusChange
from cases.permissions import require_change

EXPLAINED = frozenset(
    {CaseStatus.SOSPESO, CaseStatus.NON_ACCOLTA, CaseStatus.INVIATA_ALTROVE, CaseStatus.RIAPERTO}
)


@dataclass(frozen=True)
class Ending:
    """What a closing says in the words of the national flow, and a case sent on: to whom."""

    closure: Code | None = None
    situation: Code | None = None
    destination: str = ""


@dataclass(frozen=True)
class Move:
    """One transition the case can make now."""

    name: str
    label: str
    target: str

    @property
    def needs_reason(self) -> bool:
        """Stopping, refusing and beginning again say why in words; closing has its own coded answer."""
        return self.target in EXPLAINED

    @property
    def closes(self) -> bool:
        return self.target == CaseStatus.CHIUSO

    @property
    def sends(self) -> bool:
        return self.target == CaseStatus.INVIATA_ALTROVE

    @property
    def ends(self) -> bool:
        return self.target in CLOSED_STATUSES


def moves_of(case: Case) -> list[Move]:
    """The transitions declared for the state the case is in, in the order of the model."""
    found = case.get_available_status_transitions()  # type: ignore[attr-defined]
    names = list(vars(Case))
    moves = [Move(each.name, each.custom["label"], each.target) for each in found]
    return sorted(moves, key=lambda move: names.index(move.name))


@transaction.atomic
def move_case(
    *,
    case: Case,
    move: str,
    on: date,
    reason: str,
    by: User,
    closure: Code | None = None,
    situation: Code | None = None,
    destination: str = "",
) -> Case:
    """Make one declared move on a day. Raises ValidationError, with reasons, when it cannot be made.

    Closing takes why and where the child is left (`closure`, `situation`), sending on takes `destination`.
    """
    require_change(by, [case])
    case = Case.unscoped.select_for_update(of=("self",)).get(pk=case.pk)
    chosen = next((each for each in moves_of(case) if each.name == move), None)
    if chosen is None:
        raise ValidationError(
            "Nel frattempo lo stato del caso è cambiato: questo passaggio non è più possibile."
        )
    ending = Ending(closure, situation, destination)
    _check(case, chosen, on, reason, ending)
    source = case.status
    transition: Callable[[], None] = getattr(case, chosen.name)
    transition()
    case.closed_on = on if chosen.ends else None
    case.full_clean(exclude=["status"])  # protected: only a transition may set it
    case.save(update_fields=["status", "closed_on"])
    change = StatusChange(
        case=case,
        source=source,
        target=case.status,
        changed_on=on,
        reason=reason,
        changed_by=by,
        **(vars(ending) if chosen.ends else {}),
    )
    change.full_clean()
    change.save()
    return case


def _check(case: Case, move: Move, on: date, reason: str, ending: Ending) -> None:
    if on > timezone.localdate():
        raise ValidationError({"on": "La data non può essere nel futuro."})
    last = case.status_changes.first()
    earliest = max(case.opened_on, last.changed_on) if last else case.opened_on
    if on < earliest:
        raise ValidationError({"on": f"La data non può precedere il {earliest:%d/%m/%Y}."})
    if move.needs_reason and not reason.strip():
        raise ValidationError({"reason": "Indicare il motivo."})
    if move.sends and not ending.destination.strip():
        raise ValidationError({"destination": "Indicare a quale servizio è inviata."})
    if move.closes:
        _check_closing(case, reason, ending)


def _check_closing(case: Case, reason: str, ending: Ending) -> None:
    against = reasons_against(case)
    if against:
        raise ValidationError(against)
    if ending.closure is None or ending.closure.kind != CodeKind.CLOSURE:
        raise ValidationError({"closure": "Scegliere il motivo di chiusura."})
    if ending.situation is None or ending.situation.kind != CodeKind.SITUATION:
        raise ValidationError({"situation": "Indicare dove resta il minore alla chiusura."})
    if ending.closure.explained and not reason.strip():
        raise ValidationError({"reason": "Con questo motivo di chiusura occorre spiegare di che si tratta."})


@transaction.atomic
def correct_case(
    *, case: Case, source_code: Code | None, source: str, reason: str, opened_on: date, by: User
) -> Case:
    """Correct where the request came from, why, and the opening day."""
    require_change(by, [case])
    case = Case.unscoped.select_for_update(of=("self",)).get(pk=case.pk)
    if opened_on > timezone.localdate():
        raise ValidationError({"opened_on": "La data di apertura non può essere nel futuro."})
    case.source_code, case.source, case.reason, case.opened_on = source_code, source, reason, opened_on
    case.full_clean(exclude=["status"])  # protected: only a transition may set it
    case.save(update_fields=["source_code", "source", "reason", "opened_on"])
    return case
