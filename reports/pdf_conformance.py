"""The last pass over a rendered PDF/A-2a: it becomes PDF/UA-1 as well, and byte-for-byte repeatable."""

import base64
import io
import re
from collections.abc import Iterator

import pikepdf

from reports.pdf_signature_field import add_signature_field

PDFUA_SCHEMA = b"""<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
"""
END_OF_RDF = b"</rdf:RDF>"
MARKED_CONTENT = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
DOUBTFUL_END = b"\r\nendstream"
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"


class ConformanceError(Exception):
    """The renderer's output is not the PDF/A this pass knows how to finish."""


def finish(pdf_a: bytes, *, signature_field: bool = False) -> bytes:
    """The same document declared PDF/A-2a and PDF/UA-1 (ISO 14289-1, clause 5).

    Running headers and footers become artifacts, so that a screen reader does not read them on every page;
    header cells say whether they head a row or a column.
    With `signature_field` it can be sealed without losing either. The XMP packet goes back uncompressed, as
    PDF/A wants; the identifier is derived from the content, so equal documents are equal bytes. Raises
    ConformanceError if there is no XMP packet to complete.
    """
    with pikepdf.open(io.BytesIO(pdf_a)) as pdf:
        reached = _reached(pdf)
        for number, page in enumerate(pdf.pages):
            _mark_artifacts(page, reached.get(page.obj.objgen, set()), _parents(pdf, number))
        if signature_field:
            add_signature_field(pdf)
        _declare_pdfua(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    return with_clear_ends(out.getvalue())


def with_clear_ends(data: bytes) -> bytes:
    """The same document with no stream whose data end in a carriage return.

    Before the line feed of `endstream` that byte reads as the first half of an end of line, and whoever
    measures the stream finds its Length one too long (ISO 19005-2, 6.1.7.1). Compressed data end in their
    checksum, so one stream in 256 is like that: those few are written in letters instead. Streams that only
    pack other objects are left out then, because nobody chooses their last byte.
    """
    if DOUBTFUL_END not in data:
        return data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for stream in _streams(pdf):
            if stream.read_raw_bytes().endswith(b"\r"):
                _write_in_letters(stream)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,  # they are already, and the letters would be taken off again
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return out.getvalue()


def _streams(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    return (item for item in pdf.objects if isinstance(item, pikepdf.Stream))


def _listed(stream: pikepdf.Stream, key: str) -> list[pikepdf.Object]:
    """One, several or none, as a list."""
    value = stream.get(key)
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _write_in_letters(stream: pikepdf.Stream) -> None:
    """Put ASCII85 over what the stream holds, whatever filters are on it already."""
    inner, options = _listed(stream, "/Filter"), _listed(stream, "/DecodeParms")
    stream.write(
        base64.a85encode(stream.read_raw_bytes()) + b"~>",
        filter=pikepdf.Array([pikepdf.Name.ASCII85Decode, *inner]),
        decode_parms=pikepdf.Array([None, *options]) if options else None,
    )


def _declare_pdfua(pdf: pikepdf.Pdf) -> None:
    if "/Metadata" not in pdf.Root:
        raise ConformanceError("The document has no XMP metadata.")
    packet = pdf.Root.Metadata.read_bytes()
    head, mark, tail = packet.rpartition(END_OF_RDF)
    if not mark:
        raise ConformanceError("The XMP metadata has no RDF.")
    metadata = pdf.make_stream(
        head + PDFUA_SCHEMA + mark + tail, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
    )
    pdf.Root.Metadata = metadata


def _reached(pdf: pikepdf.Pdf) -> dict[tuple[int, int], set[int]]:
    """The content numbers (MCID) that the structure tree reaches, by page object."""
    found: dict[tuple[int, int], set[int]] = {}
    for element, in_head in _elements(pdf.Root.StructTreeRoot.K, in_head=False):
        if element.S == "/TH":
            element.A.Scope = pikepdf.Name.Column if in_head else pikepdf.Name.Row
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                found.setdefault(element.Pg.objgen, set()).add(kid)
    return found


def _elements(kids: pikepdf.Object, *, in_head: bool) -> Iterator[tuple[pikepdf.Object, bool]]:
    """All structure elements below `kids`, each with whether it stands in the head of a table."""
    stack = [(kid, in_head) for kid in kids]
    while stack:
        element, in_head = stack.pop()
        if isinstance(element, int) or element.get("/S") is None:
            continue
        in_head = in_head or element.S == "/THead"
        yield element, in_head
        stack.extend((kid, in_head) for kid in element.get("/K", []))


def _parents(pdf: pikepdf.Pdf, number: int) -> pikepdf.Object:
    """The page's row of the parent tree, which the renderer writes page by page."""
    return pdf.Root.StructTreeRoot.ParentTree.Nums[2 * number + 1]


def _mark_artifacts(page: pikepdf.Page, reached: set[int], parents: pikepdf.Object) -> None:
    def mark(match: re.Match[bytes]) -> bytes:
        if int(match[1]) in reached:
            return match[0]
        parents[int(match[1])] = None
        return ARTIFACT

    page.Contents.write(MARKED_CONTENT.sub(mark, page.Contents.read_bytes()))
