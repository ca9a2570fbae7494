"""The PDF of a report: against the same text in Typst, plain PDF, its own memory, and its own queue."""

import argparse

from bench import pdf_chaos, pdf_cost, pdf_queue
from bench.table import Line, printed


def add_options(parser: argparse.ArgumentParser) -> None:
    """Sizes; the defaults are the full measurement, about a quarter of an hour on two cores."""
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each comparison")
    parser.add_argument("--documents", type=int, default=500, help="documents of the memory measurement")
    parser.add_argument("--queued", type=int, default=60, help="reports of the throughput measurement")
    parser.add_argument("--reports", type=int, default=3000, help="reports of the run with kills")
    parser.add_argument("--kills", type=int, default=20, help="workers killed during it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", choices=["cost", "memory", "queue", "chaos"], action="append", help="a part (repeatable)"
    )


def run(options: argparse.Namespace) -> int:
    """Measure, print the table, and answer 1 where a must is missed."""
    parts = {
        "cost": lambda: pdf_cost.compare(options.rounds),
        "memory": lambda: pdf_cost.memory(options.documents),
        "queue": lambda: pdf_queue.throughput(options.queued),
        "chaos": lambda: pdf_chaos.killed(options.reports, options.kills, options.seed),
    }
    lines: list[Line] = []
    for name in options.only or parts:
        lines += parts[name]()
    return printed(lines)
