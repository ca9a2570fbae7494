"""Who is what to whom among the members of a household: what was written down, and what their places imply."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cases.enums import BondKind, BondTone, Kinship
from cases.models import Bond, HouseholdMember, Person

# What a place in the household says of somebody and its children, when nobody has written it down.
IMPLIED = {
    Kinship.MOTHER: BondKind.PARENT,
    Kinship.FATHER: BondKind.PARENT,
    Kinship.FOSTER_CARER: BondKind.FOSTER_CARER,
}


@dataclass(frozen=True)
class Link:
    """`person` is `kind` to `other`. `pk` is None for what is only implied; `ended` on the day looked at."""

    pk: int | None
    person: Person
    other: Person
    kind: BondKind
    tone: str = ""
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    ended: bool = False

    @property
    def sentence(self) -> str:
        """The link in words."""
        said = f"{self.person.full_name} è {self.kind.label} {self.other.full_name}"
        return said.replace("è ", "è stato/a ", 1) if self.ended else said

    @property
    def tone_label(self) -> str:
        return BondTone(self.tone).label if self.tone else ""


def links_of(members: Sequence[HouseholdMember], day: date) -> list[Link]:
    """The links on `day` among people who were in the household by then, those already ended too. One query."""
    here = [row for row in members if row.valid_from <= day]
    people = {row.person_id: row.person for row in here}
    rows = Bond.objects.filter(person__in=people, other__in=people).order_by("pk")
    begun = [row for row in rows if row.valid_from is None or row.valid_from <= day]
    written = [
        Link(
            row.pk,
            people[row.person_id],
            people[row.other_id],
            BondKind(row.kind),
            row.tone,
            row.note,
            row.valid_from,
            row.valid_to,
            row.valid_to is not None and row.valid_to < day,
        )
        for row in begun
    ]
    return [*written, *_implied(here, written)]


def _implied(members: Iterable[HouseholdMember], written: Sequence[Link]) -> Iterable[Link]:
    """Mothers, fathers and foster carers of the household's children, unless something was written of the two.

    Of whom it is written that they are a child's parent nothing more is implied: half-siblings are told apart so.
    """
    told = {frozenset((link.person.pk, link.other.pk)) for link in written}
    settled = {(link.person.pk, link.kind) for link in written}
    rows = list(members)
    children = {row.person_id: row.person for row in rows if row.kinship == Kinship.CHILD}
    for row in rows:
        kind = IMPLIED.get(Kinship(row.kinship))
        for pk, child in children.items() if kind else ():
            pair = frozenset((row.person_id, pk))
            if pair in told or row.person_id == pk or (row.person_id, kind) in settled:
                continue
            told.add(pair)
            yield Link(None, row.person, child, BondKind(str(kind)))
