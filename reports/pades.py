"""Digital signatures on a report: the seal of the ente, and files signed elsewhere, proved to be the approved one.

PAdES-BES or CAdES-BES, as courts take them (DGSIA 7 August 2024, art. 15).
"""

import asyncio
import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeVar

from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import async_validate_cms_signature
from pyhanko_certvalidator import ValidationContext

from reports.enums import SignedForm
from reports.pdf_signature_field import FIELD_NAME
from reports.unreadable import UNREADABLE

Result = TypeVar("Result")


class SealError(Exception):
    """The document could not be sealed or the signed file is not what it should be; words for a person."""


@dataclass(frozen=True, slots=True)
class Certified:
    """What a PKCS#12 archive certifies: to whom, from when, until when."""

    subject: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file that encloses the approved PDF: its form and who signed it."""

    form: SignedForm
    signers: list[str]


def certified(archive: bytes, passphrase: str) -> Certified:
    """Whose seal an archive holds. Raises SealError when it cannot be opened or holds no key."""
    try:
        found = pkcs12.load_pkcs12(archive, passphrase.encode() or None)
    except ValueError as error:
        raise SealError("L'archivio non si apre: controllare il file e la password.") from error
    if found.key is None or found.cert is None:
        raise SealError("L'archivio non contiene un certificato con la sua chiave.")
    certificate: Certificate = found.cert.certificate
    return Certified(
        subject=certificate.subject.rfc4514_string()[:300],
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )


class _QuietWriter(IncrementalPdfFileWriter):
    """Leaves the metadata alone: rewritten by the library they would no longer be PDF/A."""

    def _update_meta(self) -> None:
        pass


def seal(pdf: bytes, *, archive: str, passphrase: str, at: datetime | None = None) -> bytes:
    """The PDF with the seal of `archive` (PKCS#12 in base64) in its signature field, added at its end.

    Raises SealError when the certificate cannot be used on that day.
    """
    raw = base64.b64decode(archive)
    now = at or datetime.now(UTC)
    who = certified(raw, passphrase)
    if not who.valid_from <= now <= who.valid_to:
        raise SealError("Il certificato del sigillo non è valido oggi.")
    signer = signers.SimpleSigner.load_pkcs12_data(raw, [], passphrase.encode() or None)
    if signer is None:
        raise SealError("Il certificato del sigillo non si può usare.")
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD_NAME, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", name=who.subject
    )
    try:
        out: BytesIO = apart(
            lambda: signers.sign_pdf(
                _QuietWriter(BytesIO(pdf)), metadata, signer=signer, existing_fields_only=True
            )
        )
    except (SigningError, PdfReadError, ValueError) as error:
        raise SealError("Il sigillo non è stato apposto.") from error
    return out.getvalue()


def enclosed(signed: bytes, form: SignedForm, approved: bytes) -> bytes | None:
    """The approved PDF inside a signed file; None when it is not there byte for byte.

    PAdES adds to the end of the file it signs, so the file begins with the approved bytes; CAdES carries
    them as its content.
    """
    if form == SignedForm.PADES:
        return approved if approved and signed.startswith(approved) else None
    return approved if approved and _content_of(signed) == approved else None


def _content_of(signed: bytes) -> bytes | None:
    try:
        content = _signed_data(signed)["encap_content_info"]["content"].native
    except UNREADABLE:
        return None
    return content if isinstance(content, bytes) else None


def _signed_data(signed: bytes) -> Any:
    info = cms.ContentInfo.load(signed)
    if info["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    return info["content"]


def checked(signed: bytes, approved: bytes) -> Signed:
    """A file signed elsewhere, proved to be the approved PDF with intact signatures around it.

    Whether the signers' certificates are trusted is for the court's own check; here the signature must hold
    and cover the approved document. Raises SealError with what is wrong.
    """
    form = SignedForm.PADES if signed.startswith(b"%PDF-") else SignedForm.CADES
    if enclosed(signed, form, approved) is None:
        raise SealError(
            "Il file firmato non contiene il PDF approvato: scaricalo da questa pagina e firma quello."
        )
    try:
        names = _pades(signed) if form == SignedForm.PADES else _cades(signed)
    except UNREADABLE as error:
        raise SealError(BROKEN) from error
    if not names:
        raise SealError("Il file non porta alcuna firma.")
    return Signed(form, names)


BROKEN = "La firma del file non è integra."


def _pades(signed: bytes) -> list[str]:
    found = list(PdfFileReader(BytesIO(signed), strict=False).embedded_regular_signatures)
    verdicts = apart(lambda: [validate_pdf_signature(one, _anybody()) for one in found])
    if not all(verdict.intact and verdict.valid for verdict in verdicts):
        raise SealError(BROKEN)
    return [_name(verdict.signing_cert) for verdict in verdicts]


def _cades(signed: bytes) -> list[str]:
    data = _signed_data(signed)
    verdict = apart(lambda: asyncio.run(async_validate_cms_signature(data, validation_context=_anybody())))
    if not (verdict.intact and verdict.valid):
        raise SealError(BROKEN)
    return [_name(verdict.signing_cert)]


def apart(work: Callable[[], Result]) -> Result:
    """What `work` returns or raises, done in a thread of its own.

    The library starts an event loop for each signature, which is refused in a thread that runs one already.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def _anybody() -> ValidationContext:
    """Trusts nobody and asks nobody: only whether the signature holds is looked at."""
    return ValidationContext(trust_roots=[], allow_fetching=False)


def _name(certificate: Any) -> str:
    return str(certificate.subject.human_friendly)[:200]
