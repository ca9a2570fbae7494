"""The same report in Typst: the peer. Data go in as JSON; the layout is alike, the text the same."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import typst

from reports.snapshot import ReportSnapshot

TEMPLATE = Path(__file__).with_name("report.typ")


class TypstPeer:
    """A warm compiler with the report's fonts."""

    def __init__(self, fonts: list[Path]) -> None:
        self.compiler = typst.Compiler(str(TEMPLATE), font_paths=[str(path.parent) for path in fonts])

    def render(self, snapshot: ReportSnapshot) -> bytes:
        """The report as a tagged PDF/A-2a."""
        data = json.dumps(asdict(snapshot) | {"sha256": snapshot.sha256}, default=_plain)
        pdf: bytes = self.compiler.compile(format="pdf", sys_inputs={"report": data}, pdf_standards=["a-2a"])
        return pdf


def _plain(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
