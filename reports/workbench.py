"""The page where a report is written, as data: sections with their paragraphs, who may change them, what is missing."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import User
from cases.models import Case
from reports.block_words import summary_of
from reports.completeness import anchor_of
from reports.enums import BlockKind
from reports.models import Block, Comment, OutlineSection, Report, SectionAuthor
from reports.outlines import sections_of

NOBODY = None


@dataclass(slots=True)
class Item:
    """A paragraph in the page: with its form when the reader may change it."""

    block: Block
    may_write: bool
    form: object = None
    comments: list[Comment] = field(default_factory=list)
    facts: list[Block] = field(default_factory=list)
    about: str = ""  # which child, where the section does not say it

    @property
    def summary(self) -> str:
        return summary_of(self.block, len(self.facts))

    @property
    def open_comments(self) -> int:
        return sum(1 for note in self.comments if note.resolved_at is None)


@dataclass(slots=True)
class Group:
    """The paragraphs of a section about one child, or about all of them."""

    anchor: str
    label: str
    child: Case | None
    items: list[Item]


@dataclass(slots=True)
class SectionOnPage:
    """One section of the outline with what is written in it."""

    section: OutlineSection
    anchor: str
    groups: list[Group]
    may_write: bool
    entrusted_to: User | None

    @property
    def kinds(self) -> list[BlockKind]:
        return [BlockKind(kind) for kind in self.section.kinds]


def load(report: Report) -> None:
    """Everything the page needs of the report's own rows: a constant number of queries, once."""
    prefetch_related_objects(
        [report],
        "covered__person",
        "outline__sections",
        "blocks__bases",
        Prefetch("section_authors", SectionAuthor.objects.select_related("user")),
        Prefetch("comments", Comment.objects.select_related("author")),
    )


def sections_on_page(report: Report, user: User, writing_now: bool) -> list[SectionOnPage]:
    """The sections in their order. `writing_now`: whether `user` may write in this report at all."""
    load(report)
    cases = list(report.covered.all())
    entrusted = {row.section_id: row.user for row in report.section_authors.all()}
    items = _items(report)
    pages = []
    for section in sections_of(report):
        to = entrusted.get(section.pk)
        may_write = writing_now and (to is None or user.pk in (to.pk, report.author_id))
        here = items.get(section.pk, [])
        for item in here:
            item.may_write = may_write
        pages.append(SectionOnPage(section, anchor_of(section), _groups(section, here, cases), may_write, to))
    return pages


def _items(report: Report) -> dict[int, list[Item]]:
    blocks = list(report.blocks.all())
    by_pk = {block.pk: block for block in blocks}
    notes: dict[int | None, list[Comment]] = {}
    for note in report.comments.all():
        notes.setdefault(note.block_id, []).append(note)
    items: dict[int, list[Item]] = {}
    for block in blocks:
        block.report = report
        facts = [by_pk[basis.fact_id] for basis in block.bases.all() if basis.fact_id in by_pk]
        item = Item(block, False, comments=notes.get(block.pk, []), facts=facts)
        items.setdefault(block.section_id, []).append(item)
    return items


def _groups(section: OutlineSection, items: list[Item], cases: list[Case]) -> list[Group]:
    if len(cases) == 1:
        return [Group(anchor_of(section), "", NOBODY, items)]
    if not section.per_child:
        names: dict[int | None, str] = {case.pk: case.person.full_name for case in cases}
        for item in items:
            item.about = names.get(item.block.child_id, "")
        return [Group(anchor_of(section), "", NOBODY, items)]
    groups = [
        Group(anchor_of(section, case.pk), case.person.full_name, case, _about(items, case.pk))
        for case in cases
    ]
    return [*groups, Group(f"{anchor_of(section)}-tutti", "Tutti i minori", NOBODY, _about(items, None))]


def _about(items: list[Item], child: int | None) -> list[Item]:
    return [item for item in items if item.block.child_id == child]
