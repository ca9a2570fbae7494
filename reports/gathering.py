"""What a report says beyond its text: read from the record as it stood on the report's date.

Constant number of queries, however long the diary is.
"""

from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import Organisation, User
from cases.models import Case, DiaryEntry, HouseholdMember
from cases.period import entries_between
from courts.models import Mandate
from peipa.models import Plan
from peipa.period import plans_between
from reports.enums import Section
from reports.models import Block, Report
from reports.snapshot import Block as BlockPart
from reports.snapshot import BlockKind, ReportSnapshot
from reports.snapshot import Child as ChildPart
from reports.snapshot import HouseholdMember as MemberPart
from reports.snapshot import Letterhead as LetterheadPart
from reports.snapshot import Mandate as MandatePart
from reports.snapshot import Objective as ObjectivePart
from reports.snapshot import Office as OfficePart
from reports.snapshot import Order as OrderPart
from reports.snapshot import Plan as PlanPart
from reports.snapshot import Proceeding as ProceedingPart
from reports.snapshot import Section as SectionPart
from reports.snapshot import Service as ServicePart
from reports.snapshot import Signature as SignaturePart
from reports.snapshot import Source as SourcePart
from services.catalogue.models import Enrolment
from services.catalogue.period import enrolments_between

BLOCK_KINDS = {
    Section.FACTS: BlockKind.FACT,
    Section.STATEMENTS: BlockKind.STATEMENT,
    Section.EVALUATIONS: BlockKind.EVALUATION,
}
# Version of the report in the snapshot: corrections are new reports, so a report has one version.
VERSION = 1


def gather(report: Report, *, at: datetime, approved_by: User | None = None) -> ReportSnapshot:
    """Everything the report prints, true on the day of `at`. Without an approver it is a marked draft."""
    prefetch_related_objects([report], "covered__person", "blocks")
    day = timezone.localdate(at)
    unit = report.case.unit
    mandate = report.mandate
    cases = list(report.covered.all())
    return ReportSnapshot(
        report_id=report.pk,
        version=VERSION,
        frozen_at=at,
        letterhead=_letterhead(unit.organisation, unit.name, unit.controller),
        office=_office(mandate),
        kind=report.get_kind_display(),
        subject=_subject(report, cases),
        place=unit.organisation.city,
        issued_on=day,
        proceedings=_proceedings(mandate),
        orders=(_order(mandate),),
        mandates=(_mandate(report),),
        children=tuple(_child(case) for case in cases),
        household=_household(cases, day),
        services=_services(report, cases),
        plans=_plans(report, cases),
        sources=_sources(report, cases),
        sections=_sections(report),
        proposals=report.proposals,
        signatures=_signatures(report, approved_by, day),
        approved_by=approved_by.get_full_name() if approved_by else "",
        approved_on=day if approved_by else None,
        draft=approved_by is None,
    )


def _letterhead(ente: Organisation, unit: str, controller: Organisation) -> LetterheadPart:
    lines = tuple(line.strip() for line in ente.letterhead_lines.splitlines() if line.strip())
    return LetterheadPart(
        entity=ente.name,
        unit=unit,
        address_lines=lines,
        controller=controller.name if controller != ente else "",
    )


def _office(mandate: Mandate) -> OfficePart:
    office = mandate.recipient
    return OfficePart(
        name=office.name, section=office.section, city=office.city, judge=mandate.order.proceeding.judge
    )


def _subject(report: Report, cases: list[Case]) -> str:
    names = ", ".join(case.person.full_name for case in cases)
    return f"{report.get_kind_display()} – {names}"


def _proceedings(mandate: Mandate) -> tuple[ProceedingPart, ...]:
    numbers = mandate.order.proceeding.numbers.select_related("register", "office")
    return tuple(ProceedingPart(label=str(number), office=number.office.name) for number in numbers)


def _order(mandate: Mandate) -> OrderPart:
    order = mandate.order
    return OrderPart(
        kind=order.get_kind_display(), decided_on=order.decided_on, received_on=order.received_on
    )


def _mandate(report: Report) -> MandatePart:
    deadline = report.case.deadlines.filter(origin=report.mandate.origin(report.cycle)).first()
    return MandatePart(
        kind=report.mandate.get_kind_display(),
        task=report.mandate.task_text,
        period_from=report.period_from,
        period_to=report.period_to,
        due_on=report.due_on,
        explanation=deadline.explanation if deadline else "",
    )


def _child(case: Case) -> ChildPart:
    return ChildPart(
        name=case.person.full_name,
        birth_date=case.person.birth_date,
        birth_place=case.person.birth_place,
        case_reference=case.reference,
    )


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
            kinship=row.get_kinship_display(),
            birth_date=row.person.birth_date,
            cohabiting=row.cohabiting,
            note=row.note,
        )
        for row in rows
    )


def _services(report: Report, cases: list[Case]) -> tuple[ServicePart, ...]:
    ids = [case.pk for case in cases]
    return tuple(
        ServicePart(
            kind=row.kind.name, state=row.get_state_display(), starts_on=row.started_on, ends_on=row.ended_on
        )
        for row in enrolments_between(ids, report.period_from, report.period_to)
    )


def _plans(report: Report, cases: list[Case]) -> tuple[PlanPart, ...]:
    ids = [case.pk for case in cases]
    return tuple(
        PlanPart(
            title=plan.title,
            state=plan.get_state_display(),
            review_on=plan.review_on,
            objectives=tuple(
                ObjectivePart(area=row.area.name, title=row.title, result=row.get_result_display())
                for row in plan.objectives.all()
            ),
        )
        for plan in plans_between(ids, report.period_from, report.period_to)
    )


def _sources(report: Report, cases: list[Case]) -> tuple[SourcePart, ...]:
    """Each talk, visit or contact once, although siblings share it."""
    entries = entries_between([case.pk for case in cases], report.period_from, report.period_to)
    seen = {
        (timezone.localdate(entry.occurred_at), entry.get_kind_display(), entry.place): None
        for entry in entries
    }
    return tuple(SourcePart(on=on, kind=kind, place=place) for on, kind, place in sorted(seen))


def _sections(report: Report) -> tuple[SectionPart, ...]:
    blocks = list(report.blocks.all())
    return tuple(
        SectionPart(
            key=section.value,
            title=section.label,
            blocks=tuple(
                _block(block) for block in blocks if block.section == section and block.text.strip()
            ),
        )
        for section in Section
    )


def _block(block: Block) -> BlockPart:
    return BlockPart(
        kind=BLOCK_KINDS[Section(block.section)],
        text=block.text.strip(),
        speaker=block.speaker,
        on=block.on,
        source=block.source,
    )


def _signatures(report: Report, approved_by: User | None, day: date) -> tuple[SignaturePart, ...]:
    people = [(report.author, "Autore della relazione"), (approved_by, "Visto e approvato")]
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


# --- The first draft ------------------------------------------------------------------------------------
def draft_blocks(report: Report, cases: list[Case]) -> list[Block]:
    """Unsaved blocks from what the record holds of the period: diary, services, plans.

    Each names its source; reserved notes stay out. Evaluations are never taken over as facts.
    """
    ids = [case.pk for case in cases]
    start, end = report.period_from, report.period_to
    blocks = [
        *(block for entry in entries_between(ids, start, end) for block in _from_entry(report, entry)),
        *(_from_enrolment(report, row) for row in enrolments_between(ids, start, end)),
        *(block for plan in plans_between(ids, start, end) if (block := _from_plan(report, plan))),
    ]
    unique: dict[tuple[str, str, date | None], Block] = {}
    for block in blocks:  # the same entry written for two siblings enters once
        unique.setdefault((block.section, block.text, block.on), block)
    for position, block in enumerate(unique.values()):
        block.position = position * 10
    return list(unique.values())


PARAGRAPH_SECTIONS = {
    "fatto": Section.FACTS,
    "dichiarazione": Section.STATEMENTS,
    "valutazione": Section.EVALUATIONS,
}


def _from_entry(report: Report, entry: DiaryEntry) -> list[Block]:
    day = timezone.localdate(entry.occurred_at)
    where = f" ({entry.place})" if entry.place else ""
    source = f"{entry.get_kind_display()} del {day:%d/%m/%Y}{where}"
    blocks = [
        Block(
            report=report,
            section=PARAGRAPH_SECTIONS[paragraph.kind],
            text=paragraph.text,
            speaker=paragraph.speaker,
            on=day,
            source=source[:200],
            source_ref=f"paragraph:{paragraph.pk}",
        )
        for paragraph in entry.paragraphs.all()
    ]
    if entry.missed:
        text = f"Appuntamento mancato: {entry.get_kind_display().lower()} previsto il {day:%d/%m/%Y}{where}."
        blocks.insert(
            0,
            Block(
                report=report,
                section=Section.FACTS,
                text=text,
                on=day,
                source=source[:200],
                source_ref=f"missed:{entry.pk}",
            ),
        )
    return blocks


def _from_enrolment(report: Report, row: Enrolment) -> Block:
    since = f", dal {row.started_on:%d/%m/%Y}" if row.started_on else ""
    until = f" al {row.ended_on:%d/%m/%Y}" if row.ended_on else ""
    return Block(
        report=report,
        section=Section.FACTS,
        text=f"Servizio {row.kind.name}: {row.get_state_display().lower()}{since}{until}.",
        on=row.started_on,
        source="Registro dei servizi",
        source_ref=f"enrolment:{row.pk}",
    )


def _from_plan(report: Report, plan: Plan) -> Block | None:
    objectives = list(plan.objectives.all())
    if not objectives:
        return None
    lines = [f"{row.area.name}: {row.title} – {row.get_result_display().lower()}." for row in objectives]
    return Block(
        report=report,
        section=Section.FACTS,
        text=f"{plan.title} ({plan.get_state_display().lower()}).\n" + "\n".join(lines),
        on=plan.starts_on,
        source="Progetto educativo",
        source_ref=f"plan:{plan.pk}",
    )
