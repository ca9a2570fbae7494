"""The list of cases as a file any spreadsheet opens, and never as a formula it computes."""

import csv
import io
from collections.abc import Iterable
from typing import IO

from django.utils import timezone
from xlsxwriter import Workbook

from cases.access_csv import safe_cell
from cases.enums import ExportFormat

CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A text is a text: no cell becomes a formula, a link or a number.
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTH = 24


def file_name(file_format: str) -> str:
    """The name on the person's disk: the day, and nobody's name."""
    return f"casi-{timezone.localdate():%Y-%m-%d}.{file_format}"


def write_list(file_format: str, head: list[str], rows: Iterable[list[str]], out: IO[bytes]) -> None:
    """Write the head and the rows into `out`, one row at a time."""
    if file_format == ExportFormat.CSV:
        _write_csv(head, rows, out)
    else:
        _write_xlsx(head, rows, out)


def list_file(file_format: str, head: list[str], rows: Iterable[list[str]]) -> bytes:
    """The same, of a list short enough for the memory."""
    out = io.BytesIO()
    write_list(file_format, head, rows, out)
    return out.getvalue()


def _write_csv(head: list[str], rows: Iterable[list[str]], out: IO[bytes]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(head)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    text.detach()


def _write_xlsx(head: list[str], rows: Iterable[list[str]], out: IO[bytes]) -> None:
    with Workbook(out, PLAIN) as book:
        book.set_properties({"title": "Casi", "created": timezone.now().replace(tzinfo=None)})
        sheet = book.add_worksheet("Casi")
        sheet.set_column(0, len(head) - 1, WIDTH)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, label in enumerate(head):
            sheet.write_string(0, column, label, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
