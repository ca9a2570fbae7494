"""The faults of the delivery that kill something, each played many times (safety §6; rows by number).

Every strike falls on another step of the work, chosen by a seeded generator: before and after each statement,
each commit, each line said to the provider.
"""

import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from celery import current_app

from config.rehearsal import forks
from config.rehearsal.figures import Figures
from config.rehearsal.forks import COMMIT, Landmark
from config.rehearsal.rows import MADE
from config.rehearsal.stage import Stage
from reports import pdf
from reports.actions import approval, rendering, sending
from reports.models import Dispatch, FrozenReport, Report
from reports.pec import transport
from reports.pec.states import DispatchState
from reports.tasks import send_dispatch

TRIBUNAL = "tribunale"
APPROVED = Landmark((approval.approve, COMMIT))
BODY = Landmark((transport._body,))
SENT = Landmark((sending._sent, COMMIT))
STORED = Landmark((rendering._store,))
OK, UNAVAILABLE = 302, 503


class BrokenPromise(AssertionError):
    """A fault left behind what it must not."""


def _require(kept: bool, words: str) -> None:
    if not kept:
        raise BrokenPromise(words)


def _sending(pk: int) -> Callable[[], object]:
    return lambda: sending.send_dispatch(dispatch_id=pk)


def _queued(stage: Stage, number: int) -> list[int]:
    return [dispatch.pk for dispatch in stage.outbox.fill([TRIBUNAL] * number)]


def _steps_of_a_send(stage: Stage) -> tuple[int, int, list[int]]:
    """Steps before the body, steps in all, and the dispatches on which they were counted."""
    two = _queued(stage, 2)
    before = forks.measured(_sending(two[0]), BODY)
    return before, forks.measured(_sending(two[1]), SENT), two


# --- Rows 1, 2, 15, 16: the approval --------------------------------------------------------------------
def before_the_commit(stage: Stage, chance: random.Random, tries: int) -> Figures:
    """Row 1: nothing exists, nothing is sent, and the button still works."""
    report = stage.outbox.waiting()
    steps = forks.measured(lambda: stage.approve(report), APPROVED)
    struck = 0
    for _ in range(tries):
        struck += forks.killed(lambda: stage.approve(report), chance.randrange(steps))
        _require(_is_waiting(report), "Un'approvazione interrotta ha lasciato qualcosa.")
    return stage.came_to(_approved(stage, report), struck)


def after_the_commit(stage: Stage, chance: random.Random, tries: int) -> Figures:
    """Row 2: the bell was never rung; the sweep finds the row."""
    found: list[int] = []
    struck = 0
    for _ in range(tries):
        report = stage.outbox.waiting()
        # From the return of the commit on; a later strike finds the bell rung, an earlier one does not.
        struck += forks.killed(partial(stage.approve, report), chance.randrange(1, 60), APPROVED)
        found += _with_pdf(report)
    return stage.came_to(found, struck)


def without_database(stage: Stage, chance: random.Random, tries: int) -> Figures:
    """Row 15: the server drops the connection. One clear answer; the repeat is the same dispatch."""
    report = stage.outbox.waiting()
    steps = forks.measured(lambda: stage.approve(report), APPROVED)
    for _ in range(tries // 2):
        cut = forks.Steps(chance.randrange(steps), forks.cut_database)
        _require(forks.done(lambda: stage.approve(report) == UNAVAILABLE, cut) == 0, "Risposta inattesa.")
        _require(_is_waiting(report), "Un'approvazione interrotta ha lasciato qualcosa.")
    approved = _approved(stage, report)
    _, steps, counted = _steps_of_a_send(stage)
    rest = _queued(stage, tries - tries // 2)
    for pk in rest:
        forks.done(_sending(pk), forks.Steps(chance.randrange(steps), forks.cut_database))
    return stage.came_to([*approved, *counted, *rest], tries)


def _is_waiting(report: Report) -> bool:
    frozen = FrozenReport.objects.filter(report=report).exists()
    return not frozen and Report.objects.get(pk=report.pk).state == "in_approvazione"


def _approved(stage: Stage, report: Report) -> list[int]:
    """Press the button again, twice: one approval, one dispatch."""
    for _ in range(2):
        _require(stage.approve(report) == OK, "L'approvazione ripetuta non risponde.")
    return _with_pdf(report)


def _with_pdf(report: Report) -> list[int]:
    frozen = FrozenReport.objects.get(report=report)
    FrozenReport.objects.filter(pk=frozen.pk).update(**MADE, rendered_at=frozen.frozen_at)
    found = list(frozen.dispatches.values_list("pk", flat=True))
    _require(len(found) == 1, "L'approvazione non ha lasciato un solo invio.")
    return found


# --- Rows 4, 5, 17, 18: the sender ----------------------------------------------------------------------
def before_the_body(stage: Stage, chance: random.Random, tries: int) -> Figures:
    """Row 4: nothing has left; sent once when the lease is over."""
    before, _, counted = _steps_of_a_send(stage)
    rest = _queued(stage, tries)
    struck = sum(forks.killed(_sending(pk), chance.randrange(before)) for pk in rest)
    doubtful = Dispatch.objects.filter(pk__in=rest, stage__in=sending.DOUBTFUL_STAGES)
    _require(not doubtful.exists(), "Un invio risulta in dubbio prima del corpo.")
    return stage.came_to([*counted, *rest], struck)


def from_the_body_on(stage: Stage, chance: random.Random, tries: int) -> Figures:
    """Row 5: the receipts tell how it ended; without any, one more try with the same Message-ID."""
    before, steps, counted = _steps_of_a_send(stage)
    rest = _queued(stage, tries)
    struck = sum(forks.killed(_sending(pk), chance.randrange(steps - before), BODY) for pk in rest)
    return stage.came_to([*counted, *rest], struck)


def two_at_once(stage: Stage, chance: random.Random, tries: int) -> Figures:
    """Row 17: two workers, one row."""
    rows = _queued(stage, tries)
    for pk in rows:
        for child in [forks.start(_sending(pk)), forks.start(_sending(pk))]:
            forks.end_of(child)
    figures = stage.came_to(rows, 0)
    _require(figures.doubled == 0, "Due processi hanno spedito lo stesso invio.")
    return figures


def told_to_stop(stage: Stage, chance: random.Random, tries: int) -> Figures:
    """Row 18: a deploy. The worker finishes what it has begun."""
    _, steps, counted = _steps_of_a_send(stage)
    rows = _queued(stage, tries)
    inside = Landmark((sending.send_dispatch,))
    for pk in rows:
        send_dispatch.delay(pk)
        ended = forks.done(_worker, forks.Steps(chance.randrange(steps), forks.stop, inside))
        _require(ended == 0, "Il processo non ha finito il suo lavoro.")
    unfinished = Dispatch.objects.filter(pk__in=rows, state=DispatchState.IN_INVIO.value)
    _require(not unfinished.exists(), "Un invio è rimasto a metà.")
    return stage.came_to([*counted, *rows], tries)


def _worker() -> int:
    """A Celery worker of the mail queue that works in this very process, for half a minute at most."""
    signal.signal(signal.SIGALRM, lambda *_: forks.stop())
    signal.alarm(30)
    with Path(os.devnull).open("wb") as nowhere:  # its banner is not part of the figures
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    try:
        current_app.worker_main([
            "worker", "--pool", "solo", "--queues", "mail", "--loglevel", "ERROR",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ])  # fmt: skip
    except SystemExit as end:
        return int(end.code or 0)
    return 0


# --- Row 14: the renderer -------------------------------------------------------------------------------
def while_rendering(stage: Stage, chance: random.Random, tries: int) -> Figures:
    """Row 14: never without attachment; an alarm after the second death, and the PDF in the end."""
    report = stage.outbox.waiting()
    _require(stage.approve(report) == OK, "L'approvazione non risponde.")
    frozen = FrozenReport.objects.get(report=report)
    dispatch = frozen.dispatches.get()
    pdf._engine()  # loaded here, it is shared with every child
    steps = forks.measured(lambda: rendering.render_report(frozen_id=frozen.pk), STORED)
    struck = 0
    for _ in range(tries):
        struck += forks.killed(
            lambda: rendering.render_report(frozen_id=frozen.pk), chance.randrange(1, steps)
        )
        _require(sending.send_dispatch(dispatch_id=dispatch.pk) is None, "Partita senza il PDF.")
    _require(report.alarms.filter(kind="pdf_failed", closed_at=None).exists(), "Nessun allarme per il PDF.")
    _require(rendering.render_report(frozen_id=frozen.pk), "Il PDF non si è potuto comporre.")
    return stage.came_to([dispatch.pk], struck)


@dataclass(frozen=True)
class Fault:
    """A row of the table that kills: what is struck, in Italian, and how it is played."""

    row: int
    words: str
    play: Callable[[Stage, random.Random, int], Figures]


FAULTS = (
    Fault(1, "interruzione prima del commit dell'approvazione", before_the_commit),
    Fault(2, "interruzione dopo il commit, prima dell'avviso", after_the_commit),
    Fault(4, "kill -9 prima del corpo del messaggio", before_the_body),
    Fault(5, "kill -9 dal corpo del messaggio in poi", from_the_body_on),
    Fault(14, "kill -9 durante la composizione del PDF", while_rendering),
    Fault(15, "base dati che chiude la connessione", without_database),
    Fault(17, "due processi, una riga", two_at_once),
    Fault(18, "arresto ordinato (SIGTERM)", told_to_stop),
)


def play(fault: Fault, stage: Stage, *, seed: int, tries: int) -> Figures:
    """Play one fault so many times. Raises BrokenPromise when it leaves behind what it must not."""
    return fault.play(stage, random.Random(f"{seed}/{fault.row}"), tries)  # noqa: S311 - a choice, not a secret
