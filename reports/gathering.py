"""What a report says beyond its text: read from the record as it stood on the report's date.

Constant number of queries, however long the diary is.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from cases.models import Case, DiaryEntry, HouseholdMember
from cases.period import entries_between
from courts.enums import ProceedingRoleKind
from courts.lines import heard_by, line_of
from courts.models import Mandate, Order, Proceeding, ProceedingNumber
from courts.permissions import people_around
from peipa.period import plans_between
from reports.block_words import details_of
from reports.coverage import mandates_asked
from reports.models import Block, OutlineSection, Report
from reports.outlines import sections_of
from reports.snapshot import Activity as ActivityPart
from reports.snapshot import Block as BlockPart
from reports.snapshot import BlockKind, ReportSnapshot
from reports.snapshot import Child as ChildPart
from reports.snapshot import HouseholdMember as MemberPart
from reports.snapshot import Mandate as MandatePart
from reports.snapshot import Month as MonthPart
from reports.snapshot import Objective as ObjectivePart
from reports.snapshot import Office as OfficePart
from reports.snapshot import Order as OrderPart
from reports.snapshot import Plan as PlanPart
from reports.snapshot import Proceeding as ProceedingPart
from reports.snapshot import Role as RolePart
from reports.snapshot import Section as SectionPart
from reports.snapshot import Service as ServicePart
from reports.snapshot import Signature as SignaturePart
from reports.snapshot import Source as SourcePart
from reports.stationery import letterhead_of
from services.catalogue.period import enrolments_between

# Version of the report in the snapshot: corrections are new reports, so a report has one version.
VERSION = 1
MAX_MONTHS = 36


def gather(report: Report, *, at: datetime, approved_by: User | None = None) -> ReportSnapshot:
    """Everything the report prints, true on the day of `at`. Without an approver it is a marked draft."""
    prefetch_related_objects(
        [report],
        "covered__person",
        "blocks__section",
        "blocks__bases",
        "blocks__mandate",
        "outline__sections",
    )
    day = timezone.localdate(at)
    unit = report.case.unit
    cases = list(report.covered.all())
    mandates = mandates_asked(report, cases)
    entries = list(entries_between([case.pk for case in cases], report.period_from, report.period_to))
    return ReportSnapshot(
        report_id=report.pk,
        version=VERSION,
        frozen_at=at,
        letterhead=letterhead_of(unit.organisation, unit.name, unit.controller),
        office=_office(report, day),
        kind=report.outline.title,
        subject=_subject(report, cases),
        place=unit.organisation.city,
        issued_on=day,
        proceedings=_proceedings(report),
        roles=_roles(report, day),
        orders=(_order(report.mandate.order),) if report.mandate else (),
        mandates=tuple(_mandate(report, mandate) for mandate in mandates),
        children=tuple(_child(case) for case in cases),
        household=_household(cases, day),
        services=_services(report, cases),
        plans=_plans(report, cases),
        sources=_sources(entries, _told_apart(cases)),
        activities=_activities(entries),
        months=_months(report, entries),
        sections=_sections(report, cases),
        proposals=report.proposals,
        signatures=_signatures(report, approved_by, day),
        approved_by=approved_by.get_full_name() if approved_by else "",
        approved_on=day if approved_by else None,
        correction=_correction(report),
        correction_reason=report.correction_reason,
        draft=approved_by is None,
    )


def _heard(report: Report) -> Proceeding | None:
    """The proceeding its addressee hears: after a transfer the one that goes on there."""
    return heard_by(report.mandate.order.proceeding, report.recipient) if report.mandate else None


def _office(report: Report, day: date) -> OfficePart:
    """Whom it goes to; section and judge are those of the proceeding that this office hears, on the day."""
    office, proceeding = report.recipient, _heard(report)
    if proceeding is None or proceeding.office_id != office.pk:
        return OfficePart(name=office.name, city=office.city)
    judges = proceeding.roles.as_of(day).filter(kind=ProceedingRoleKind.GIUDICE_DELEGATO)
    section = proceeding.section
    return OfficePart(
        name=office.name,
        section=section.name if section and section.existed_on(day) else "",
        city=office.city,
        judge=", ".join(judges.values_list("name", flat=True)),
    )


def _subject(report: Report, cases: list[Case]) -> str:
    names = ", ".join(case.person.full_name for case in cases)
    return f"{report.outline.title} – {names}"


def _proceedings(report: Report) -> tuple[ProceedingPart, ...]:
    """The numbers of the proceeding its office hears, then those it had before a transfer or has after."""
    first = _heard(report)
    if first is None:
        return ()
    numbers = ProceedingNumber.objects.filter(proceeding__in=line_of(first))
    ordered = sorted(
        numbers.select_related("register", "office"), key=lambda number: number.proceeding_id != first.pk
    )
    return tuple(ProceedingPart(label=str(number), office=number.office.name) for number in ordered)


def _roles(report: Report, day: date) -> tuple[RolePart, ...]:
    """Who stood by the child or for the parties on the report's date; the judge is in the address.

    A part of somebody who is not of the families of the covered children is left out.
    """
    proceeding = _heard(report)
    if proceeding is None:
        return ()
    names = {one.pk: one.full_name for one in people_around(list(report.covered.all()))}
    rows = proceeding.roles.as_of(day).exclude(kind=ProceedingRoleKind.GIUDICE_DELEGATO)
    return tuple(
        RolePart(kind=row.get_kind_display(), name=row.name, of=names.get(row.person_id or 0, ""))
        for row in rows
        if row.person_id is None or row.person_id in names
    )


def _order(order: Order) -> OrderPart:
    return OrderPart(
        kind=order.get_kind_display(), decided_on=order.decided_on, received_on=order.received_on
    )


def _mandate(report: Report, mandate: Mandate) -> MandatePart:
    own = mandate.pk == report.mandate_id
    return MandatePart(
        kind=mandate.get_kind_display(),
        task=mandate.task_text,
        period_from=report.period_from,
        period_to=report.period_to,
        due_on=report.due_on if own else None,
        explanation=_explanation(report, mandate) if own else "",
    )


def _explanation(report: Report, mandate: Mandate) -> str:
    """How the term was computed, from the deadline this report fulfils."""
    if report.cycle is None:
        return ""
    deadline = report.case.deadlines.filter(origin=mandate.origin(report.cycle)).first()
    return deadline.explanation if deadline else ""


def _child(case: Case) -> ChildPart:
    return ChildPart(
        name=case.person.full_name,
        birth_date=case.person.birth_date,
        birth_place=case.person.birth_place,
        case_reference=case.reference,
    )


def _correction(report: Report) -> str:
    """Which approved report this one adds to or puts right; empty for a first report."""
    first = report.corrects
    if first is None or first.approved_at is None:
        return ""
    day = timezone.localdate(first.approved_at)
    return f"{report.get_correction_display()} della relazione n. {first.pk} approvata il {day:%d/%m/%Y}"


def _household(cases: list[Case], day: date) -> tuple[MemberPart, ...]:
    rows = (
        HouseholdMember.objects.as_of(day)
        .filter(household__in={case.household_id for case in cases})
        .select_related("person")
        .order_by("person__birth_date", "pk")
    )
    return tuple(
        MemberPart(
            name=row.person.full_name,
            kinship=row.kinship_words,
            birth_date=row.person.birth_date,
            cohabiting=row.cohabiting,
            note=row.note,
        )
        for row in rows
    )


def _services(report: Report, cases: list[Case]) -> tuple[ServicePart, ...]:
    names = _told_apart(cases)
    rows = enrolments_between([case.pk for case in cases], report.period_from, report.period_to)
    return tuple(
        ServicePart(
            kind=row.kind.name,
            state=row.get_state_display(),
            starts_on=row.started_on,
            ends_on=row.ended_on,
            child=names.get(row.case_id, ""),
        )
        for row in rows
    )


def _told_apart(cases: list[Case]) -> dict[int, str]:
    """The children's names where there are several; nothing has to be told apart about one."""
    return {case.pk: case.person.full_name for case in cases} if len(cases) > 1 else {}


def _plans(report: Report, cases: list[Case]) -> tuple[PlanPart, ...]:
    names = _told_apart(cases)
    ids = [case.pk for case in cases]
    return tuple(
        PlanPart(
            title=plan.title,
            child=names.get(plan.case_id, ""),
            state=plan.get_state_display(),
            review_on=plan.review_on,
            objectives=tuple(
                ObjectivePart(area=row.area.name, title=row.title, result=row.get_result_display())
                for row in plan.objectives.all()
            ),
        )
        for plan in plans_between(ids, report.period_from, report.period_to)
    )


def _sources(entries: list[DiaryEntry], names: dict[int, str]) -> tuple[SourcePart, ...]:
    """Each talk, visit or contact once, although siblings share it."""
    seen: dict[tuple[date, str, str], set[str]] = {}
    for entry in entries:
        source = (timezone.localdate(entry.occurred_at), entry.get_kind_display(), entry.place)
        seen.setdefault(source, set()).update([names[entry.case_id]] if names else [])
    return tuple(
        SourcePart(on=on, kind=kind, place=place, children=tuple(sorted(children)))
        for (on, kind, place), children in sorted(seen.items())
    )


def _once(entries: list[DiaryEntry]) -> list[DiaryEntry]:
    """What siblings share counts once: the same kind at the same moment."""
    return list({(entry.occurred_at, entry.kind): entry for entry in entries}.values())


def _activities(entries: list[DiaryEntry]) -> tuple[ActivityPart, ...]:
    """How often each kind took place and was missed, and the hours noted."""
    kinds: dict[str, list[DiaryEntry]] = {}
    for entry in _once(entries):
        kinds.setdefault(entry.get_kind_display(), []).append(entry)
    return tuple(
        ActivityPart(
            kind=kind,
            done=sum(not entry.missed for entry in rows),
            missed=sum(entry.missed for entry in rows),
            hours=_hours(rows),
        )
        for kind, rows in sorted(kinds.items())
    )


def _hours(entries: list[DiaryEntry]) -> str:
    total = sum((entry.hours or Decimal() for entry in entries if not entry.missed), start=Decimal())
    return f"{total.normalize():f}".replace(".", ",") if total else ""


def _months(report: Report, entries: list[DiaryEntry]) -> tuple[MonthPart, ...]:
    """The months of the period, the empty ones too: a gap is what a reader wants to see."""
    days = [(timezone.localdate(entry.occurred_at), entry.missed) for entry in _once(entries)]
    months: list[MonthPart] = []
    first = report.period_from.replace(day=1)
    while first <= report.period_to and len(months) < MAX_MONTHS:
        here = [missed for day, missed in days if (day.year, day.month) == (first.year, first.month)]
        months.append(MonthPart(label=f"{first:%m/%y}", done=here.count(False), missed=here.count(True)))
        first = (first + timedelta(days=32)).replace(day=1)
    return tuple(months) if len(months) > 1 and days else ()


def _sections(report: Report, cases: list[Case]) -> tuple[SectionPart, ...]:
    """The sections in the order of the outline; one that repeats comes once for each child, then for all."""
    blocks = [block for block in report.blocks.all() if block.text.strip()]
    names = {case.pk: case.person.full_name for case in cases}
    return tuple(
        part
        for section in sections_of(report)
        if section.holds_blocks
        for part in _section(section, [row for row in blocks if row.section_id == section.pk], names)
    )


def _section(section: OutlineSection, blocks: list[Block], names: dict[int, str]) -> list[SectionPart]:
    if not section.per_child or len(names) == 1:
        return [_titled(section.key, section.heading, blocks, names)]
    parts = [
        _titled(f"{section.key}-{pk}", f"{section.heading}: {name}", _about(blocks, pk), names)
        for pk, name in names.items()
    ]
    return [*parts, _titled(section.key, f"{section.heading}: tutti i minori", _about(blocks, None), names)]


def _about(blocks: list[Block], child: int | None) -> list[Block]:
    return [block for block in blocks if block.child_id == child]


def _titled(key: str, title: str, blocks: list[Block], names: dict[int, str]) -> SectionPart:
    return SectionPart(key=key, title=title, blocks=tuple(_block(block, names) for block in blocks))


def _block(block: Block, names: dict[int, str]) -> BlockPart:
    about = names.get(block.child_id) if block.child_id else None
    answers = f"risponde all'incarico: {block.mandate.get_kind_display().lower()}" if block.mandate else ""
    return BlockPart(
        kind=BlockKind(block.kind),
        text=block.text.strip(),
        speaker=block.speaker or block.evaluator,
        on=block.on,
        source=block.source,
        children=(about,) if about and len(names) > 1 else (),
        details=" · ".join(part for part in (details_of(block, len(block.bases.all())), answers) if part),
        held=block.disclosure_hold,
    )


def _signatures(report: Report, approved_by: User | None, day: date) -> tuple[SignaturePart, ...]:
    people = [
        (report.author, "Autore della relazione"),
        (report.second_signed_by, "Seconda firma"),
        (approved_by, "Visto e approvato"),
    ]
    return tuple(
        SignaturePart(
            name=user.get_full_name(),
            profession=user.get_profession_display(),
            register_number=user.register_number,
            role=role,
            on=day,
        )
        for user, role in people
        if user is not None
    )
