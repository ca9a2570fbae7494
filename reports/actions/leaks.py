"""The leak scan of one report, and the passages a second person lets stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from reports.actions.outbox import subject_for
from reports.actions.writing import locked
from reports.completeness import anchor_of_block
from reports.enums import Feed, ReportState
from reports.gathering import gather
from reports.leaks.needles import needles_for
from reports.leaks.scan import Hit, Place, only_in_pdf, places_of_data, search
from reports.models import Block, LeakWaiver, Report, WorkingCopy
from reports.pdf_names import file_name
from reports.permissions import may_waive
from reports.snapshot import ReportSnapshot

# Fields of a paragraph that hold no words of anybody.
WORDLESS = {"kind", "verified", "wording", "profession", "source_ref", "source_text"}

# Sections that print the household and the court's own words: other children are named there by right.
NAMING = {Feed.NUCLEO, Feed.INCARICHI, Feed.PROVVEDIMENTI}


@dataclass(frozen=True, slots=True)
class Finding:
    """A protected passage and who, if anybody, let it stand."""

    hit: Hit
    waiver: LeakWaiver | None


def findings(report: Report, *, snapshot: ReportSnapshot | None = None) -> list[Finding]:
    """Everything protected that the report would tell as it stands now, in text, data, names and PDF.

    The caller has passed the gate for all its cases. The PDF is the working copy of this very content.
    """
    data = snapshot or gather(report, at=timezone.now())
    cases = list(report.covered.all())
    family = list(
        Case.unscoped.filter(household__in={case.household_id for case in cases}).select_related("person")
    )
    needles = needles_for(cases, family, data.issued_on)
    hits = search(needles, _places(report, data), report_id=report.pk)
    copy = WorkingCopy.objects.filter(report=report).defer("pdf").first()
    if copy is not None and copy.text:
        hits += only_in_pdf(needles, copy.text, data, report_id=report.pk)
    waivers = {waiver.digest: waiver for waiver in report.waivers.select_related("by")}
    return [Finding(hit, waivers.get(hit.digest)) for hit in hits]


def _places(report: Report, data: ReportSnapshot) -> Iterator[Place]:
    for block in report.blocks.all():
        named = block.section is not None and bool(NAMING & set(block.section.feeds))
        for text in _words_of(block):
            yield Place(f"Brano n. {block.pk}", text, anchor_of_block(block), names_belong=named)
    yield Place("Proposte", report.proposals, anchor="proposte")
    yield from places_of_data(data)
    yield Place("Nome del file", file_name(data))
    yield Place("Titolo del PDF", data.reference)
    if report.recipient is not None:
        yield Place("Oggetto del messaggio", subject_for(report, report.recipient))


def _words_of(block: Block) -> Iterator[str]:
    for field in block._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and field.name not in WORDLESS:
            text: str = getattr(block, field.name)
            if text:
                yield text


def standing(found: list[Finding], *, by: User) -> list[str]:
    """Why the report may not be approved by `by`, in words; empty when nothing protected stands in it."""
    problems = [
        f"{finding.hit.label}: contiene un dato protetto ({finding.hit.kind.lower()})."
        for finding in found
        if finding.waiver is None
    ]
    if any(finding.waiver is not None and finding.waiver.by_id == by.pk for finding in found):
        problems.append("Hai consentito tu un passaggio protetto: deve approvare un'altra persona.")
    return problems


@transaction.atomic
def waive(*, report: Report, digest: str, reason: str, by: User) -> LeakWaiver:
    """Let one protected passage stand, as somebody who neither wrote nor approves, with a written reason.

    Raises PermissionDenied for who took part in the report, ValidationError when the passage is not there.
    """
    report = locked(report)
    if report.state != ReportState.IN_APPROVAZIONE:
        raise ValidationError("Un passaggio si consente solo mentre la relazione attende l'approvazione.")
    if not may_waive(by, report):
        raise PermissionDenied
    found = next((one.hit for one in findings(report) if one.hit.digest == digest), None)
    if found is None:
        raise ValidationError("Questo passaggio non c'è più: rileggi l'elenco.")
    waiver = LeakWaiver(
        report=report,
        digest=digest,
        kind=found.kind,
        passage=found.passage,
        reason=reason,
        by=by,
        at=timezone.now(),
    )
    waiver.full_clean()
    waiver.save()
    return waiver
