"""What the files of a report are called: ids, never a person's name."""

from reports.snapshot import ReportSnapshot


def file_name(snapshot: ReportSnapshot) -> str:
    """The name of the PDF: the report's reference."""
    return f"relazione-{snapshot.report_id}-v{snapshot.version}.pdf"
