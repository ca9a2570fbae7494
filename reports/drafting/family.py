"""Pieces on who the family is on a day and who holds parental responsibility."""

from datetime import date

from cases.models import Case, HouseholdMember, ParentalResponsibility
from reports.drafting.pieces import Piece
from reports.enums import BlockKind, Feed, Verification


def from_family(cases: list[Case], day: date) -> list[Piece]:
    """The household of the children and the responsibility over each, true on `day`. Two queries."""
    households: dict[int, list[HouseholdMember]] = {}
    rows = HouseholdMember.objects.as_of(day).filter(household__in={case.household_id for case in cases})
    for row in rows.select_related("person").order_by("person__birth_date", "pk"):
        households.setdefault(row.household_id, []).append(row)
    held = _held(cases, day)
    return [
        *(_household(pk, members, cases, day) for pk, members in households.items()),
        *(_responsibility(case, held[case.person_id], day) for case in cases if held.get(case.person_id)),
    ]


def _held(cases: list[Case], day: date) -> dict[int, list[ParentalResponsibility]]:
    held: dict[int, list[ParentalResponsibility]] = {}
    rows = ParentalResponsibility.objects.as_of(day).filter(child__in={case.person_id for case in cases})
    for row in rows.select_related("parent").order_by("pk"):
        held.setdefault(row.child_id, []).append(row)
    return held


def _household(pk: int, members: list[HouseholdMember], cases: list[Case], day: date) -> Piece:
    own = [case.pk for case in cases if case.household_id == pk]
    named = "; ".join(_member(row) for row in members)
    return Piece(
        ref=f"household:{pk}",
        feed=Feed.NUCLEO,
        kind=BlockKind.FATTO,
        text=f"Al {day:%d/%m/%Y} il nucleo risulta composto da: {named}.",
        source="Anagrafica del fascicolo",
        group="nucleo",
        case_id=own[0] if len(own) == 1 and len(cases) > 1 else None,
        on=day,
        details={"verified": Verification.REGISTRO},
    )


def _member(row: HouseholdMember) -> str:
    born = f", {row.person.birth_date:%d/%m/%Y}" if row.person.birth_date else ""
    away = "" if row.cohabiting else ", non convivente"
    return f"{row.person.full_name} ({row.kinship_words.lower()}{born}{away})"


def _responsibility(case: Case, rows: list[ParentalResponsibility], day: date) -> Piece:
    named = "; ".join(f"{row.parent.full_name}: {row.get_status_display().lower()}" for row in rows)
    return Piece(
        ref=f"responsibility:{case.pk}",
        feed=Feed.NUCLEO,
        kind=BlockKind.FATTO,
        text=f"Responsabilità genitoriale su {case.person.full_name} al {day:%d/%m/%Y}: {named}.",
        source="Anagrafica del fascicolo",
        group="nucleo",
        case_id=case.pk,
        on=day,
        details={"verified": Verification.REGISTRO},
    )
