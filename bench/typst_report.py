"""The same report in Typst: the peer. Data go in as JSON; text, tables and pages are those of the product."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import typst
from django.utils.dateformat import format as date_format

from reports.snapshot import ReportSnapshot

TEMPLATE = Path(__file__).with_name("report.typ")


class TypstPeer:
    """A warm compiler with the report's fonts."""

    def __init__(self, fonts: list[Path]) -> None:
        self.compiler = typst.Compiler(str(TEMPLATE), font_paths=[str(path.parent) for path in fonts])

    def render(self, snapshot: ReportSnapshot) -> bytes:
        """The report as a tagged PDF/A-2a."""
        more = {
            "sha256": snapshot.sha256,
            "reference": snapshot.reference,
            "issued_words": date_format(snapshot.issued_on, "j F Y").lower(),
        }
        data = json.dumps(asdict(snapshot) | more, default=_plain)
        pdf: bytes = self.compiler.compile(format="pdf", sys_inputs={"report": data}, pdf_standards=["a-2a"])
        return pdf


def _plain(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
