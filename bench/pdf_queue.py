"""From the queue to the stored PDF, against rendering alone."""

import hashlib
from datetime import date
from time import perf_counter

from django.core.management import call_command
from django.utils import timezone

from bench.sample import five_pages
from bench.table import Line, ratio
from reports import pdf
from reports.actions.rendering import pending_ids, render_report
from reports.models import FrozenReport, Outline, Report
from reports.snapshot import ReportSnapshot
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.courts import MandateFactory, OfficeFactory

ROUND = 4


def throughput(reports: int) -> list[Line]:
    """Reports per second with claim, render and store over reports per second of rendering, in turns."""
    prepare()
    snapshot = five_pages()
    fill(reports, snapshot)
    pdf.warm_up()
    alone, queued = [], []
    for _ in range(max(3, reports // ROUND)):
        start = perf_counter()
        for _ in range(ROUND):
            pdf.render(snapshot)
        middle = perf_counter()
        made = sum(render_report(frozen_id=pk) for pk in pending_ids(limit=ROUND))
        end = perf_counter()
        if made < ROUND:
            break
        alone.append(middle - start)
        queued.append(end - middle)
    value, spread = ratio(alone, queued)
    return [Line("dalla coda al PDF salvato / sola composizione", value, 0.85, at_least=True, note=spread)]


def prepare() -> None:
    """The tables, in the throw-away database of the measurement."""
    call_command("migrate", verbosity=0)


def fill(count: int, snapshot: ReportSnapshot) -> None:
    """So many approved reports without a PDF, all with this content."""
    case = CaseFactory()
    mandate = MandateFactory(cases=[case], recipient=OfficeFactory())
    author, approver = UserFactory(), UserFactory()
    outline = Outline.objects.filter(kind="aggiornamento").first()
    text, now = snapshot.to_json(), timezone.now()
    digest = hashlib.sha256(text.encode()).hexdigest()
    for _ in range(count):
        report = Report.objects.create(
            case=case,
            mandate=mandate,
            outline=outline,
            recipient=mandate.recipient,
            kind="aggiornamento",
            period_from=date(2026, 1, 1),
            period_to=date(2026, 6, 30),
            due_on=date(2026, 7, 31),
            state="approvata",
            author=author,
            submitted_by=author,
            approved_by=approver,
            approved_at=now,
        )
        FrozenReport.objects.create(report=report, snapshot=text, snapshot_sha256=digest, frozen_at=now)
