"""The documents of a case as people read them: by folder, each with its earlier versions."""

from dataclasses import dataclass, field

from cases.enums import DocumentFolder
from cases.models import Case, Document


@dataclass
class Filed:
    """A document in its present version; `earlier` are the others, the latest first."""

    document: Document
    earlier: list[Document] = field(default_factory=list)

    @property
    def way(self) -> str:
        """Which way it went, from or to whom, of which day, under which protocol: in words."""
        document = self.document
        parts = [document.get_direction_display(), document.correspondent]
        if document.dated_on:
            parts.append(f"del {document.dated_on:%d/%m/%Y}")
        return " · ".join(part for part in (*parts, protocol_of(document)) if part)


def protocol_of(document: Document) -> str:
    """«prot. 123 del 02/03/2026 (Comune di Prova)», as far as it is known."""
    if not document.protocol_number:
        return ""
    day = f" del {document.protocol_date:%d/%m/%Y}" if document.protocol_date else ""
    office = f" ({document.protocol_office})" if document.protocol_office else ""
    return f"prot. {document.protocol_number}{day}{office}"


def folders_of(case: Case) -> list[tuple[str, list[Filed]]]:
    """The folders that hold something, in their order. One query."""
    rows = list(Document.objects.filter(case=case).select_related("uploaded_by"))
    by_id = {row.pk: row for row in rows}
    replaced = {row.replaces_id for row in rows}
    filed = [Filed(row, _earlier(row, by_id)) for row in rows if row.pk not in replaced]
    folders = [
        (label, [one for one in filed if one.document.folder == value])
        for value, label in DocumentFolder.choices
    ]
    return [(label, found) for label, found in folders if found]


def _earlier(document: Document, by_id: dict[int, Document]) -> list[Document]:
    found, number = [], document.replaces_id
    while number in by_id:
        found.append(by_id[number])
        number = by_id[number].replaces_id
    return found
