"""The report: opened by the clock, written, sent back, approved by somebody else."""

from django.core.exceptions import PermissionDenied

from cases.enums import DeadlineState
from cases.models import Deadline
from config.demo.reports import complete, prepared
from config.demo.walk.thread import StepFailedError, Thread, made, require, wait_for
from reports.actions.approval import approve, give_back, submit
from reports.actions.writing import add_block, comment
from reports.completeness import missing
from reports.enums import BlockKind, ReportState
from reports.models import Report
from reports.tasks import open_due_reports, render_report


def scheduled_job_opens_it(thread: Thread) -> str:
    """The worker runs the scheduled job; the report is there, filled, every block with its source."""
    open_due_reports.delay()
    thread.report = wait_for(
        lambda: Report.objects.filter(mandate=made(thread.enquiry)).first(),
        "il lavoro programmato non ha aperto la relazione",
    )
    blocks = list(thread.report.blocks.all())
    require(blocks, "la relazione è vuota: il diario non è entrato")
    require(all(block.source for block in blocks), "un brano non dice da dove viene")
    require(thread.report.author == thread.worker, "l'autore non è il responsabile del caso")
    return f"relazione n. {thread.report.pk}, {len(blocks)} brani ripresi dal diario con la fonte"


def write_and_submit(thread: Thread) -> str:
    """The completeness list says what is missing; then the author submits."""
    report = made(thread.report)
    lacking = missing(report)
    require(lacking, "una relazione senza proposte risulta completa")
    complete(report, thread.worker)
    thread.report = submit(report=Report.objects.get(pk=report.pk), by=thread.worker)
    return f"avviso «{lacking[0]}»; completata e inviata"


def give_it_back(thread: Thread) -> str:
    """The coordinator returns it with what has to change."""
    text = "Precisare la fonte della frequenza scolastica."
    thread.report = give_back(report=made(thread.report), by=thread.coordinator, text=text)
    require(thread.report.state == ReportState.RESTITUITA, "la relazione non risulta restituita")
    return f"«{text}»"


def answer_and_submit_again(thread: Thread) -> str:
    """The author adds the fact, answers and submits once more."""
    report = made(thread.report)
    add_block(
        report=report,
        kind=BlockKind.FATTO,
        by=thread.worker,
        text="Nel periodo la scuola registra quattro assenze, tutte giustificate.",
        source="Comunicazione della scuola",
        on=report.period_to,
    )
    comment(report=report, by=thread.worker, text="Aggiunta la comunicazione della scuola.")
    thread.report = submit(report=report, by=thread.worker)
    return "integrata e inviata di nuovo"


def author_is_refused(thread: Thread) -> str:
    """Four eyes: who wrote it cannot approve it."""
    try:
        approve(report=made(thread.report), by=thread.worker)
    except PermissionDenied:
        return "l'autore non può approvare"
    raise StepFailedError("l'autore ha potuto approvare la propria relazione")


def coordinator_approves(thread: Thread) -> str:
    """Text and data freeze, the message enters the outbox, and the deadline is still open."""
    report = made(thread.report)
    require(prepared(report), "nessuno può apporre la seconda firma")
    thread.frozen = approve(report=Report.objects.get(pk=report.pk), by=thread.coordinator)
    render_report.delay(thread.frozen.pk)
    states = set(_deadlines(thread))
    require(states == {DeadlineState.OPEN}, "la scadenza è stata chiusa dall'approvazione")
    return f"approvata da {thread.coordinator}; la scadenza resta aperta"


def _deadlines(thread: Thread) -> list[str]:
    origin = made(thread.enquiry).origin(made(thread.report).cycle or 0)
    return list(Deadline.objects.filter(origin=origin).values_list("state", flat=True))
