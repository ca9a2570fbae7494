"""The documents of a case as people read them: by folder, each with its earlier versions."""

from collections.abc import Mapping
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


@dataclass
class Folder:
    """What lies in a folder; of the documents taken away (`withdrawn`) only when, by whom and why may be told."""

    label: str
    filed: list[Filed] = field(default_factory=list)
    withdrawn: list[Document] = field(default_factory=list)


def folders_of(case: Case) -> list[Folder]:
    """The folders that hold something, or did, in their order. One query."""
    rows = list(Document.with_withdrawn.filter(case=case).select_related("uploaded_by", "withdrawn_by"))
    by_id = {row.pk: row for row in rows}
    replaced = {row.replaces_id for row in rows}
    folders = {value: Folder(label) for value, label in DocumentFolder.choices}
    for row in rows:
        if row.pk in replaced:
            continue
        folder = folders[row.folder]
        if row.withdrawn_at:
            folder.withdrawn.append(row)
        else:
            folder.filed.append(Filed(row, earlier_than(row, by_id)))
    return [folder for folder in folders.values() if folder.filed or folder.withdrawn]


def earlier_than(document: Document, by_id: Mapping[int, Document]) -> list[Document]:
    """The versions a document has replaced, the latest first, of the rows at hand."""
    found, number = [], document.replaces_id
    while number is not None and number in by_id:
        found.append(by_id[number])
        number = by_id[number].replaces_id
    return found
