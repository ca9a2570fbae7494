"""Writing a report: paragraphs, proposals, comments. Nothing that somebody else wrote is ever overwritten."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from cases.models import Case, Document
from courts.models import Mandate
from reports.enums import BlockKind, ReportState
from reports.models import Basis, Block, Comment, OutlineSection, Report, SectionAuthor
from reports.outlines import home_of, sections_of


class BlockValues(TypedDict, total=False):
    """What a writer may set on a paragraph; what is not named stays as it is."""

    text: str
    on: date | None
    place: str
    observer: str
    verified: str
    document: Document | None
    speaker: str
    speaker_role: str
    setting: str
    listener: str
    wording: str
    evaluator: str
    profession: str
    method: str
    personality: bool
    child: Case | None
    mandate: Mandate | None
    source: str
    disclosure_hold: bool


class Conflict(Exception):
    """Somebody saved this paragraph in the meantime; `current` is what is stored, nothing was overwritten."""

    def __init__(self, current: Block) -> None:
        super().__init__("Il testo è stato modificato da un'altra persona.")
        self.current = current


class ProposalsConflict(Exception):
    """Somebody saved the proposals in the meantime; `current` holds what is stored."""

    def __init__(self, current: Report) -> None:
        super().__init__("Le proposte sono state modificate da un'altra persona.")
        self.current = current


def locked(report: Report) -> Report:
    """The report, locked until the transaction ends, so that an edit and an approval take turns."""
    return Report.objects.select_for_update(of=("self",)).select_related("outline").get(pk=report.pk)


def writable(report: Report) -> Report:
    """The locked report; ValidationError when its state no longer allows writing."""
    current = locked(report)
    if not current.is_writable:
        raise ValidationError(
            f"La relazione è in stato «{current.get_state_display()}» e non si può modificare."
        )
    return current


def require_hand(report: Report, section: OutlineSection, by: User) -> None:
    """Refuse (PermissionDenied) to change a section entrusted to another; the author may change all of them."""
    if by.pk == report.author_id:
        return
    entrusted = SectionAuthor.objects.filter(report=report, section=section).first()
    if entrusted is not None and entrusted.user_id != by.pk:
        raise PermissionDenied


def stored(report: Report, block: Block, by: User) -> Block:
    """The paragraph, locked, in a section that `by` may change."""
    current = (
        Block.objects.select_for_update(of=("self",))
        .select_related("section", "edited_by")
        .get(pk=block.pk, report=report)
    )
    require_hand(report, current.section, by)
    return current


@transaction.atomic
def save_block(
    *,
    block: Block,
    expected_version: int,
    by: User,
    facts: Iterable[Block] | None = None,
    **values: Unpack[BlockValues],
) -> Block:
    """Save one paragraph if nobody else did since `expected_version`; raises Conflict otherwise.

    `facts` are the facts of the same report an evaluation rests on; None leaves them as they are.
    """
    report = writable(block.report)
    current = stored(report, block, by)
    if current.version != expected_version:
        raise Conflict(current)
    _check_child(report, values.get("child"))
    moved = facts is not None and _rests_on(current, facts)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed and not moved:
        return current
    for name in changed:
        setattr(current, name, values[name])  # type: ignore[literal-required]
    current.version += 1
    current.edited_by = by
    current.full_clean()
    current.save(update_fields=[*changed, "version", "edited_by"])
    return current


def _check_child(report: Report, child: Case | None) -> None:
    if child is not None and not report.covered.filter(pk=child.pk).exists():
        raise ValidationError({"child": "Questo minore non è fra quelli della relazione."})


def _rests_on(evaluation: Block, facts: Iterable[Block]) -> bool:
    """Make the evaluation rest on exactly these facts; whether anything changed."""
    wanted = {fact.pk for fact in facts}
    known = Block.objects.filter(report=evaluation.report_id, kind=BlockKind.FATTO, pk__in=wanted)
    if evaluation.kind != BlockKind.VALUTAZIONE or known.count() != len(wanted):
        raise ValidationError({"facts": "Una valutazione poggia su fatti di questa relazione."})
    now = set(evaluation.bases.values_list("fact", flat=True))
    evaluation.bases.exclude(fact__in=wanted).delete()
    Basis.objects.bulk_create(Basis(evaluation=evaluation, fact_id=pk) for pk in sorted(wanted - now))
    return wanted != now


@transaction.atomic
def add_block(
    *,
    report: Report,
    kind: BlockKind,
    by: User,
    section: OutlineSection | None = None,
    **values: Unpack[BlockValues],
) -> Block:
    """A new paragraph at the end of a section, or where its kind belongs.

    An evaluation is by whoever adds it, unless somebody else is named.
    """
    report = writable(report)
    if kind == BlockKind.VALUTAZIONE and not values.get("evaluator"):
        values["evaluator"] = by.get_full_name()[:120]
        values.setdefault("profession", by.profession)
    place = section or home_of(sections_of(report), kind)
    if place.outline_id != report.outline_id or kind not in place.kinds:
        raise ValidationError("Questa sezione non ammette questo tipo di brano.")
    require_hand(report, place, by)
    _check_child(report, values.get("child"))
    block = Block(report=report, section=place, kind=kind, edited_by=by, **values)
    block.position = next_position(report)
    block.full_clean()
    block.save()
    return block


def next_position(report: Report) -> int:
    """After every paragraph of the report; only the order within a section counts."""
    last = report.blocks.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 10


@transaction.atomic
def remove_block(*, block: Block, expected_version: int, by: User) -> None:
    """Take a paragraph out of the report; the history keeps it. Raises Conflict if it changed meanwhile."""
    report = writable(block.report)
    current = stored(report, block, by)
    if current.version != expected_version:
        raise Conflict(current)
    current.delete()


@transaction.atomic
def save_proposals(*, report: Report, by: User, text: str, expected_version: int | None = None) -> Report:
    """The proposals to the court: options, never orders.

    With `expected_version` raises ProposalsConflict when somebody saved them since.
    """
    report = writable(report)
    for section in sections_of(report):
        if not section.holds_blocks:
            require_hand(report, section, by)
    if expected_version is not None and report.proposals_version != expected_version:
        raise ProposalsConflict(report)
    if report.proposals == text:
        return report
    report.proposals = text
    report.proposals_version += 1
    report.proposals_by = by
    report.full_clean(exclude=["state"])
    report.save(update_fields=["proposals", "proposals_version", "proposals_by"])
    return report


@transaction.atomic
def take_over(*, report: Report, by: User) -> Report:
    """Become the author of a report that has none, or whose author handed it on."""
    report = writable(report)
    report.author = by
    report.full_clean(exclude=["state"])
    report.save(update_fields=["author"])
    return report


@transaction.atomic
def comment(*, report: Report, by: User, text: str, block: Block | None = None) -> Comment:
    """Say something about a report that is not approved yet, or about one paragraph of it."""
    report = locked(report)
    if report.state == ReportState.APPROVATA:
        raise ValidationError("La relazione è approvata: non si può più commentare.")
    note = Comment(report=report, author=by, text=text, block=block)
    note.full_clean()
    note.save()
    return note
