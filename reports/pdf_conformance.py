"""The last touch to a drawn PDF/A-2a: it becomes PDF/UA-1 as well, and byte-for-byte repeatable."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pydyf

from reports.pdf_signature_field import add_signature_field
from reports.pdf_tags import Tags

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
DOUBTFUL_END = b"\r\nendstream"


class ConformanceError(Exception):
    """The renderer's output is not the PDF/A this pass knows how to finish."""


def complete(_document: Any, drawn: pydyf.PDF) -> None:
    """What is missing before the drawn PDF/A-2a is written: it becomes PDF/UA-1 too (ISO 14289-1, clause 5).

    Running headers and footers become artifacts, so that a screen reader does not read them on every page;
    header cells say whether they head a row or a column. Raises ConformanceError if there is no XMP packet to
    complete.
    """
    tags = Tags.of(drawn)
    for page, reached in tags.tidy(drawn).items():
        _mark_artifacts(tags.objects[tags.objects[page]["Contents"]], reached, tags.rows[page])
    if "Metadata" not in drawn.catalog:
        raise ConformanceError("The document has no XMP metadata.")
    _declare_pdfua(tags.objects[drawn.catalog["Metadata"]])


def packed(written: bytes, *, signature_field: bool = False) -> bytes:
    """The written document, compressed; with `signature_field` it can be sealed and stays what it is.

    The XMP packet stays uncompressed, as PDF/A wants; the identifier is derived from the content, so equal
    documents are equal bytes.
    """
    with pikepdf.open(io.BytesIO(written)) as pdf:
        if signature_field:
            add_signature_field(pdf)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
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


def _declare_pdfua(metadata: pydyf.Stream) -> None:
    head, mark, tail = b"".join(metadata.stream).rpartition(END_OF_RDF)
    if not mark:
        raise ConformanceError("The XMP metadata has no RDF.")
    metadata.stream = [head + PDFUA_SCHEMA + mark + tail]


def _mark_artifacts(contents: pydyf.Stream, reached: set[int], parents: pydyf.Array) -> None:
    """Content that the tree does not reach: running lines, which no screen reader should meet."""
    for place, item in enumerate(contents.stream):
        if isinstance(item, pydyf.Dictionary) and "MCID" in item and item["MCID"] not in reached:
            parents[item["MCID"]] = "null"
            contents.stream[place - 1 : place + 1] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})
