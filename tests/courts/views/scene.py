"""What a person types in «Registra provvedimento», as the browser sends it. Today is 1 March 2026."""

import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile

from courts.enums import MandateKind, OrderKind, ProceedingKind
from courts.models import Office, Register
from tests.factories.courts import PDF


def pdf(content: bytes = PDF, name: str = "decreto.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def errors_beside(response, field: str) -> str:
    """What stands beside one field of a page."""
    found = re.search(rf'id="error_\d+_id_{field}"[^>]*>(.*?)</', response.content.decode(), re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def row(n: int, **fields: object) -> dict[str, object]:
    """One row of the mandates."""
    given = {
        "kind": MandateKind.INDAGINE_PSICOSOCIALE,
        "task_text": "Svolga un'indagine psicosociale sul nucleo.",
        "first_term_amount": "90",
        "first_term_unit": "days",
    }
    return {f"mandates-{n}-{name}": value for name, value in (given | fields).items()}


def order_post(case, court: Office, book: Register, /, *rows: dict[str, object], **fields: object):
    """The whole form; `fields` replace, None takes away."""
    given = {
        "cases": [case.pk],
        "proceeding": "",
        "office": court.pk,
        "proceeding_kind": ProceedingKind.LIMITAZIONE_333,
        "area": "civile",
        "register": book.pk,
        "number": "1234",
        "year": "2025",
        "kind": OrderKind.DECRETO_PROVVISORIO,
        "decided_on": "10/02/2026",
        "deposited_on": "12/02/2026",
        "received_on": "16/02/2026",
        "protocol": "E/12",
        "file": pdf(),
        "mandates-TOTAL_FORMS": str(max(len(rows), 1)),
        "mandates-INITIAL_FORMS": "0",
    }
    for one in rows:
        given |= one
    return {name: value for name, value in (given | fields).items() if value is not None}
