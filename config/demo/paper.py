"""The PDF of an invented order: one page of plain text, made without the product's own renderer."""

import hashlib
import io
import textwrap

import pikepdf

from cases.uploads import PDF, CheckedFile

WIDTH, HEIGHT = 595, 842
LEFT, TOP, LEADING, SIZE = 70, 770, 15, 11
COLUMNS = 78


def page(paragraphs: list[str]) -> CheckedFile:
    """These paragraphs on a sheet, as a file that needs no further check: nobody uploaded it."""
    lines = [line for text in paragraphs for line in [*textwrap.wrap(text, COLUMNS), ""]]
    document = pikepdf.new()
    sheet = document.add_blank_page(page_size=(WIDTH, HEIGHT))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name("/Times-Roman"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    sheet.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    sheet.Contents = document.make_stream(_text(lines))
    with io.BytesIO() as stream:
        document.save(stream, deterministic_id=True)
        content = stream.getvalue()
    return CheckedFile(content, PDF, len(content), hashlib.sha256(content).hexdigest())


def _text(lines: list[str]) -> bytes:
    rows = [b"(" + _escaped(line) + b") Tj T*" for line in lines]
    return b"BT /F1 %d Tf %d TL %d %d Td\n%s\nET" % (SIZE, LEADING, LEFT, TOP, b"\n".join(rows))


def _escaped(line: str) -> bytes:
    raw = line.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
