"""Workers killed while they render: no report is lost, none is made twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from bench.pdf_queue import fill, prepare
from bench.table import Line
from reports.models import FrozenReport
from tests.reports import samples

WORKERS = 2
PATIENCE = 3600


def killed(reports: int, kills: int, seed: int) -> list[Line]:
    """So many small reports, workers that are killed without warning at random moments, then the count."""
    prepare()
    fill(reports, samples.minimal())
    before = FrozenReport.objects.filter(pdf__isnull=False).count()
    chance = random.Random(seed)  # noqa: S311 - when to kill, not a secret
    with TemporaryDirectory() as folder:
        done = _run(Path(folder), kills, chance, reports)
    lost = FrozenReport.objects.filter(pdf=None).count()
    wasted = sum(FrozenReport.objects.values_list("render_attempts", flat=True)) - reports - before
    return [
        Line("relazioni senza PDF", lost, 0, note=f"{reports} relazioni, {done['kills']} processi uccisi"),
        Line("relazioni composte due volte", done["twice"], 0, note=f"{wasted} tentativi sprecati"),
    ]


def _run(folder: Path, kills: int, chance: random.Random, reports: int) -> Counter[str]:
    workers = [_worker(folder) for _ in range(WORKERS)]
    due = sorted(chance.uniform(0.02, 0.9) * reports for _ in range(kills))
    counts: Counter[str] = Counter()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        left = FrozenReport.objects.filter(pdf=None).count()
        if not left and not due:
            break
        while due and reports - left >= due[0]:
            due.pop(0)
            victim = chance.randrange(WORKERS)
            os.kill(workers[victim].pid, signal.SIGKILL)
            workers[victim].wait()
            workers[victim] = _worker(folder)
            counts["kills"] += 1
        connection.close()
        time.sleep(0.05)
    for worker in workers:
        worker.terminate()
        worker.wait()
    stored = Counter(line for path in folder.iterdir() for line in path.read_text().split())
    counts["twice"] = sum(number - 1 for number in stored.values())
    return counts


def _worker(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "bench.pdf_worker", str(folder)])  # noqa: S603 - our own module
