"""The file of an approved report that leaves: its signed form where there is one, otherwise the PDF."""

import hashlib
from dataclasses import dataclass

from reports.enums import SignedForm, Signing
from reports.models import FrozenReport, SignedCopy


@dataclass(frozen=True, slots=True)
class Leaving:
    """A file with the name it leaves under (ids only), its type and its hash."""

    name: str
    content: bytes
    content_type: str
    sha256: str


def leaving_of(frozen: FrozenReport) -> dict[str, list[str]] | None:
    """Who signed the file that leaves (nobody where the ente does not sign); None while there is none."""
    signed = SignedCopy.objects.filter(frozen=frozen).values_list("signers", flat=True).first()
    if signed is None and frozen.signing != Signing.NONE:
        return None
    return {"signers": signed or []}


def file_that_leaves(frozen: FrozenReport) -> Leaving:
    """The very bytes a recipient gets. Raises ValueError when they no longer match their hash."""
    signed = SignedCopy.objects.filter(frozen=frozen).first()
    name = f"relazione-{frozen.report_id}.pdf"
    if signed is None:
        leaving = Leaving(name, bytes(frozen.pdf or b""), "application/pdf", frozen.pdf_sha256)
    elif signed.form == SignedForm.CADES:
        leaving = Leaving(f"{name}.p7m", bytes(signed.content), "application/pkcs7-mime", signed.sha256)
    else:
        leaving = Leaving(name, bytes(signed.content), "application/pdf", signed.sha256)
    if hashlib.sha256(leaving.content).hexdigest() != leaving.sha256:
        raise ValueError("Il file da inviare non corrisponde all'impronta registrata.")
    return leaving
