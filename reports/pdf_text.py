"""The words of a PDF of ours, as a reader would copy them out."""

from io import BytesIO

from pypdf import PdfReader


def text_of_pdf(pdf: bytes) -> str:
    """All pages, and what the metadata say. For documents rendered here, in the process that rendered them."""
    reader = PdfReader(BytesIO(pdf))
    metadata = [str(value) for value in (reader.metadata or {}).values()]
    bookmarks = [str(item.title) for item in _flat(reader.outline)]
    pages = [page.extract_text() for page in reader.pages]
    return "\n".join([*metadata, *bookmarks, *pages]).replace("\0", "")


def _flat(outline: list) -> list:
    return [one for item in outline for one in (_flat(item) if isinstance(item, list) else [item])]
