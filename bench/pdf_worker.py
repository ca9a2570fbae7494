"""One worker of the run with kills: takes what is free until it is stopped, and notes what it stored."""

import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from reports import pdf, worker  # noqa: E402
from reports.actions.rendering import pending_ids, render_report  # noqa: E402


def work(ledger: Path) -> None:
    """Render in random order, so that the workers seldom want the same row; write down each stored one."""
    worker.limit_address_space()
    pdf.warm_up()
    with ledger.open("a", buffering=1) as lines:
        while True:
            waiting = pending_ids(limit=50)
            random.shuffle(waiting)
            for pk in waiting[:10]:
                if render_report(frozen_id=pk):
                    lines.write(f"{pk}\n")
            if not waiting:
                time.sleep(0.2)


if __name__ == "__main__":
    work(Path(sys.argv[1]) / str(os.getpid()))
