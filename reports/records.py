"""Approved reports as parts of the copy of a record.

Whether a report on a judge's mandate can be given under L. 241/1990 is contested: judicial act for TAR Parma
2020 and TAR Brescia 1/4/2025, yet TAR Lazio 716/2022 opened a diary. So: a warning, the decision is a person's.
"""

from collections.abc import Iterator

from accounts.models import User
from cases.models import Case
from cases.records_hooks import Candidate, RecordText, Source
from cases.redaction import passages_of
from reports.models import FrozenReport
from reports.permissions import visible_reports
from reports.snapshot import ReportSnapshot

JUDICIAL = (
    "Relazione su incarico del giudice: può essere un atto giudiziario, da chiedere nel fascicolo del tribunale "
    "(questione discussa: decidi con il tuo ufficio legale)."
)


def candidates(user: User, case: Case) -> Iterator[Candidate]:
    """Approved reports that cover the case and that `user` reads whole, newest first."""
    rows = FrozenReport.objects.filter(report__in=visible_reports(user), report__covered=case)
    for row in rows.select_related("report").order_by("-frozen_at", "-pk"):
        yield Candidate(row.pk, _title(row), row.frozen_at.date(), _warning(row))


def read(case: Case, pk: int) -> RecordText | None:
    """The frozen text, section by section: what was approved, not what the report has become."""
    row = FrozenReport.objects.filter(pk=pk, report__covered=case).select_related("report").first()
    if row is None:
        return None
    snapshot = ReportSnapshot.from_json(row.snapshot)
    passages = [f"Oggetto: {snapshot.subject}"]
    passages += [f"{member.kinship}: {member.name}" for member in snapshot.household]
    passages += passages_of(snapshot.diary_summary)
    for section in snapshot.sections:
        passages.append(f"{section.title}:")
        for block in section.blocks:
            passages += [f"Dichiarazione di {block.speaker}:"] if block.speaker else []
            passages += passages_of(block.text)
    passages += ["Proposte:", *passages_of(snapshot.proposals)] if snapshot.proposals else []
    return RecordText(
        _title(row),
        row.frozen_at.date(),
        tuple(passages),
        original=bytes(row.pdf or b""),
        suffix=".pdf",
        warning=_warning(row),
    )


def _title(row: FrozenReport) -> str:
    return f"{row.report.get_kind_display()} approvata il {row.frozen_at:%d/%m/%Y}"


def _warning(row: FrozenReport) -> str:
    return JUDICIAL if row.report.mandate_id else ""


SOURCE = Source("Relazioni", candidates, read)
