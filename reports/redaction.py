"""A copy of the report without what one party may not read, made from data: nothing is covered, it is not there."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from reports.leaks.folding import Folded, fold
from reports.leaks.needles import ADULT_AT
from reports.snapshot import Block, Child, HouseholdMember, Plan, ReportSnapshot, Section, Service, Source
from reports.snapshot_fields import Part, texts

OMISSIS = "[omissis]"
# Whole parts that can be left out, and what they are called.
PARTS = {
    "household": "Composizione del nucleo",
    "mandates": "Incarichi",
    "services": "Servizi",
    "plans": "Progetti",
    "sources": "Fonti: colloqui, visite e contatti",
    "proposals": "Proposte",
}


class RedactionError(ValueError):
    """What should be left out would still be readable; words for a person."""


def redacted(
    snapshot: ReportSnapshot,
    *,
    party: str,
    children: Iterable[str] = (),
    blocks: Iterable[tuple[int, int]] = (),
    parts: Iterable[str] = (),
    words: Iterable[str] = (),
) -> ReportSnapshot:
    """The report for `party` without the data of `children` (their names as printed), without some paragraphs
    (section and place, from 0), whole parts and `words` wherever they stand. Held paragraphs never go along.

    Every omission leaves «[omissis]». Raises RedactionError if something struck can still be read.
    """
    gone = left_out(snapshot, children)
    needles = [*_names(snapshot, gone), *(fold(word) for word in words)]
    needles = sorted({needle for needle in needles if needle}, key=len, reverse=True)
    whole_parts = {name: _left_out(snapshot, name) for name in parts if name in PARTS}
    copy = replace(
        snapshot,
        edition=party,
        children=tuple(_child(child) if child.name in gone else child for child in snapshot.children),
        sections=_sections(snapshot.sections, gone, frozenset(blocks)),
        **{
            "household": _household(snapshot.household, gone),
            "services": _of_others(snapshot.services, gone),
            "plans": _of_others(snapshot.plans, gone),
            "sources": _of_others(snapshot.sources, gone),
        }
        | _counted(snapshot, gone)
        | whole_parts,
    )
    copy = _everywhere(copy, lambda text: _struck(text, needles))
    # The copy says for whom it is: that is not part of the report.
    copy = replace(copy, edition=party)
    if any(Folded(text).find(needle) for text in texts(replace(copy, edition="")) for needle in needles):
        raise RedactionError(
            "Qualcosa di ciò che va tolto si leggerebbe ancora: indica altre parole da togliere."
        )
    return copy


def _names(snapshot: ReportSnapshot, gone: frozenset[str]) -> Iterable[str]:
    """The names in either order, and each word of them that nobody else bears."""
    others = [child.name for child in snapshot.children] + [row.name for row in snapshot.household]
    shared = {word for name in others if name not in gone for word in fold(name).split()}
    for name in gone:
        words = fold(name).split()
        orders = itertools.permutations(words) if len(words) <= 3 else [words, words[::-1]]
        yield from (" ".join(order) for order in orders)
        yield from (word for word in words if len(word) > 2 and word not in shared)


def _child(child: Child) -> Child:
    return Child(name=OMISSIS)


def left_out(snapshot: ReportSnapshot, children: Iterable[str]) -> frozenset[str]:
    """The persons whose data stay out: those chosen, and with a child of the report the other minors at home.

    The household tells of the brothers and sisters of every child. Whoever may not read of one child may not
    learn of that child's siblings there either; only the children the copy is about remain.
    """
    gone = frozenset(children)
    ours = {child.name for child in snapshot.children}
    if not gone & ours:
        return gone
    return gone | {row.name for row in snapshot.household if _minor(row, snapshot.issued_on)} - (ours - gone)


def _minor(row: HouseholdMember, day: date) -> bool:
    """Under eighteen on `day`; without a birth date, a child of the family."""
    if row.birth_date is None:
        return row.kinship.casefold().startswith("figli")
    return (day.year - row.birth_date.year, day.month, day.day) < (
        ADULT_AT,
        row.birth_date.month,
        row.birth_date.day,
    )


def _household(rows: tuple[HouseholdMember, ...], gone: frozenset[str]) -> tuple[HouseholdMember, ...]:
    """The rows that stay; one mark for all the others, which does not tell how many or what they are."""
    kept = tuple(row for row in rows if row.name not in gone)
    return kept if len(kept) == len(rows) else (*kept, HouseholdMember(name=OMISSIS, kinship=OMISSIS))


def _of_others(rows: tuple[Any, ...], gone: frozenset[str]) -> tuple[Any, ...]:
    """The services, plans or sources of the children that stay; one mark for all the others."""
    kept = [row for row in rows if not _whose(row) or _whose(row) - gone]
    return rows if len(kept) == len(rows) else (*kept, _marked(rows[0]))


def _whose(row: Service | Plan | Source) -> frozenset[str]:
    """The children it is about, where that is said."""
    return frozenset(row.children if isinstance(row, Source) else filter(None, [row.child]))


def _counted(snapshot: ReportSnapshot, gone: frozenset[str]) -> dict[str, Any]:
    """What is counted over all children at once cannot be taken apart: without one of them it stays out."""
    told = snapshot.diary_summary or snapshot.activities or snapshot.months
    if not told or not gone & {child.name for child in snapshot.children}:
        return {}
    return {"diary_summary": OMISSIS, "activities": (), "months": ()}


def _sections(
    sections: tuple[Section, ...], gone: frozenset[str], blocks: frozenset[tuple[int, int]]
) -> tuple[Section, ...]:
    def kept(place: tuple[int, int], block: Block) -> Block:
        about_gone = bool(block.children) and set(block.children) <= gone
        if block.held or about_gone or place in blocks:
            return Block(kind=block.kind, text=OMISSIS)
        return replace(block, children=tuple(OMISSIS if name in gone else name for name in block.children))

    return tuple(
        replace(
            section, blocks=tuple(kept((number, index), block) for index, block in enumerate(section.blocks))
        )
        for number, section in enumerate(sections)
    )


def _left_out(snapshot: ReportSnapshot, name: str) -> Any:
    """A text becomes the mark; a list with something in it becomes one marked line."""
    value = getattr(snapshot, name)
    if isinstance(value, str):
        return OMISSIS if value else ""
    return (_marked(value[0]),) if value else ()


def _marked(part: Part) -> Part:
    """One line of a list with nothing in it but the mark, in its first text."""
    cls: Any = type(part)
    blank: dict[str, Any] = {}
    for field in fields(cls):
        value = getattr(part, field.name)
        if isinstance(value, str):
            blank[field.name] = (
                OMISSIS if not blank or not any(one == OMISSIS for one in blank.values()) else ""
            )
        else:
            blank[field.name] = () if isinstance(value, tuple) else None
    return cls(**blank)


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value) if type(value) is str else value
    if isinstance(value, tuple):
        return tuple(_everywhere(item, change) for item in value)
    if isinstance(value, Part):
        one: Any = value
        changed = {field.name: _everywhere(getattr(one, field.name), change) for field in fields(one)}
        return type(one)(**changed)
    return value


def _struck(text: str, needles: list[str]) -> str:
    for needle in needles:
        for start, end in reversed(list(Folded(text).spots(needle))):
            text = f"{text[:start]}{OMISSIS}{text[end:]}"
    return text.replace(f"{OMISSIS} {OMISSIS}", OMISSIS)
