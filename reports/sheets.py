"""Plain papers printed like the court report, without letterhead: parts of the copy of a record, its index."""

from django.template.loader import render_to_string
from django.utils import translation

from cases.records_hooks import Sheet
from reports import pdf, pdf_glyphs


def render_sheet(sheet: Sheet) -> bytes:
    """The sheet as PDF/A and PDF/UA; only its words are in the file. Raises what `reports.pdf.render` raises."""
    return pdf.print_pages(lambda covered: _html(sheet, covered), "sheet")


def _html(sheet: Sheet, covered: frozenset[str]) -> str:
    text = "\n".join([sheet.title, *sheet.lines, *sheet.paragraphs])
    substitutions = pdf_glyphs.Substitutions.for_text(text, covered)
    context = {"sheet": sheet, "created": sheet.created.replace(microsecond=0).isoformat()}
    with translation.override("it"):
        html = render_to_string("reports/pdf/sheet.html", context)
    return substitutions.apply(html)
