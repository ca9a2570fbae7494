"""Orders that come as signed envelopes (CAdES, `.p7m`): the PDF inside is taken out, the envelope is kept.

The signature is not verified here: who doubts it opens the original, kept byte for byte, with a signature tool.
"""

import base64
import binascii
from dataclasses import replace

from asn1crypto import cms, pem
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from cases.uploads import PDF, CheckedFile, UploadRefusedError, checked_pdf, content_of

# An ASN.1 sequence, and the same in base64.
BINARY, IN_LETTERS = b"\x30", b"MI"
# What ASN.1 raises on bytes made up by somebody, when a field is first read (found by fuzzing).
NO_ASN1 = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
REFUSALS = {
    "broken": "Il file .p7m non è una busta firmata leggibile: scaricarla di nuovo dalla PEC e riprovare.",
    "detached": "La busta .p7m contiene solo la firma: caricare il PDF del provvedimento.",
    "nested": "La busta .p7m ne contiene un'altra: aprirla con il programma di firma e caricare quella interna.",
    "no_pdf": "Nella busta .p7m non c'è un PDF: caricare il provvedimento in PDF.",
}


def checked_paper(upload: "UploadedFile[bytes]") -> CheckedFile:
    """An order as a PDF, or the PDF out of its signed envelope, which comes along as `envelope`.

    Raises UploadRefusedError.
    """
    content = content_of(upload)
    if not is_envelope(content, upload.name or ""):
        return checked_pdf(upload)
    inside = pdf_inside(content)
    checked = checked_pdf(SimpleUploadedFile("provvedimento.pdf", inside, content_type=PDF))
    return replace(checked, envelope=content)


def is_envelope(content: bytes, name: str) -> bool:
    """Whether these bytes are, or pretend to be, a signed envelope."""
    if content.startswith(b"%PDF-"):
        return False
    return name.lower().endswith((".p7m", ".p7")) or content.startswith(BINARY) or pem.detect(content)


def pdf_inside(content: bytes) -> bytes:
    """What a CAdES envelope was put around (ETSI EN 319 122-1). Raises UploadRefusedError unless it is a PDF."""
    found = _content_of(_binary(content))
    if found is None:
        raise _refused("detached")
    if found.startswith(b"%PDF-"):
        return found
    raise _refused("nested" if _holds_signed_data(found) else "no_pdf")


def _binary(content: bytes) -> bytes:
    """The envelope in binary: some programs write it in letters, with or without header lines."""
    try:
        if pem.detect(content):
            return pem.unarmor(content)[2]
        if content.startswith(IN_LETTERS):
            return base64.b64decode(b"".join(content.split()), validate=True)
    except (ValueError, binascii.Error):
        raise _refused("broken") from None
    return content


def _content_of(envelope: bytes) -> bytes | None:
    """The bytes that were signed; None when they are kept elsewhere."""
    try:
        outer = cms.ContentInfo.load(envelope, strict=True)
        if outer["content_type"].native != "signed_data":
            raise _refused("broken")
        inner = outer["content"]["encap_content_info"]["content"]
        found: bytes | None = None if inner is None else inner.native
    except NO_ASN1:
        raise _refused("broken") from None
    if found is not None and not isinstance(found, bytes):
        raise _refused("no_pdf")
    return found


def _holds_signed_data(content: bytes) -> bool:
    try:
        return bool(cms.ContentInfo.load(content)["content_type"].native == "signed_data")
    except NO_ASN1:
        return False


def _refused(code: str) -> UploadRefusedError:
    return UploadRefusedError(REFUSALS[code], code=code)
