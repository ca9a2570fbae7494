"""The index of an evidence bundle as a PDF a person reads: each file, what it proves, its hash."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from reports import pdf, pdf_glyphs


def index_pdf(contents: str) -> bytes:
    """The index of what `reports.evidence.contents` says. Raises what `reports.pdf.render` raises."""
    return pdf.print_pages(lambda covered: _html(contents, covered), "index")


def _html(contents: str, covered: frozenset[str]) -> str:
    substitutions = pdf_glyphs.Substitutions.for_text(contents, covered)
    said: dict[str, Any] = json.loads(contents)
    for row in said["files"]:
        row["at"] = _moment(row["at"])
    for way in said["ways"]:
        way["moments"] = [_moment(way[name]) for name in ("sent", "accepted", "delivered")]
    context = {
        **said,
        "approved": _moment(said["approved"]),
        "created": said["approved"],
        "mark": hashlib.sha256(contents.encode()).hexdigest()[:16],
        "substitutions": substitutions.notes(),
    }
    with translation.override("it"):
        html = render_to_string("reports/pdf/evidence.html", context)
    return substitutions.apply(html)


def _moment(text: str) -> datetime | None:
    """A moment with Rome's own offset: printed as it stands, whatever the zone of the process."""
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
