"""Sealed or signed elsewhere, the file stays PDF/A and PDF/UA, and only the approved bytes are believed."""

import asyncio
from io import BytesIO

import page
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reports import pdf
from reports.enums import ReportKind, SignedForm
from reports.pades import SealError, apart, certified, checked, seal
from reports.snapshot import ReportSnapshot
from tests.reports import samples, seals


@pytest.fixture(scope="module")
def own() -> tuple[bytes, bytes]:
    return seals.archive()


@pytest.fixture(scope="module")
def approved() -> bytes:
    return pdf.render(samples.minimal(), signature_field=True)


@pytest.fixture(scope="module")
def sealed(own, approved) -> bytes:
    return seal(approved, archive=seals.in_base64(own[0]), passphrase=seals.PASSPHRASE)


def of_kind(kind: ReportKind) -> ReportSnapshot:
    """A small report of each kind: titles differ, and with them bookmarks and headings."""
    return samples.minimal(kind=kind.label, subject=kind.label, sections=samples.sections(3))


@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_kind_conforms_before_and_after_sealing(kind, own):
    before = pdf.render(of_kind(kind), signature_field=True)
    after = seal(before, archive=seals.in_base64(own[0]), passphrase=seals.PASSPHRASE)
    for content in (before, after):
        for profile in ("2a", "ua1"):
            report = page.validate_pdf_bytes(content, profile=profile)
            assert report.is_compliant, report
    assert after.startswith(before)
    (signature,) = PdfFileReader(BytesIO(after)).embedded_regular_signatures
    trust = ValidationContext(trust_roots=[x509.Certificate.load(own[1])], allow_fetching=False)
    verdict = apart(lambda: validate_pdf_signature(signature, trust))
    assert verdict.bottom_line, verdict.pretty_print_details()


def test_a_sealed_file_is_the_approved_one(sealed, approved):
    found = checked(sealed, approved)
    assert found.form == SignedForm.PADES
    assert "Sigillo di prova" in found.signers[0]


def cades(own: tuple[bytes, bytes], content: bytes) -> bytes:
    signer = signers.SimpleSigner.load_pkcs12_data(own[0], [], seals.PASSPHRASE.encode())
    done = signer.async_sign_general_data(content, "sha256", detached=False, use_cades=True)
    return apart(lambda: asyncio.run(done)).dump()


def test_a_cades_envelope_carries_the_approved_one(own, approved):
    assert checked(cades(own, approved), approved).form == SignedForm.CADES


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda own, sealed, approved: approved, "non porta alcuna firma"),
        (lambda own, sealed, approved: b"%PDF-1.7 altro", "non contiene il PDF approvato"),
        (lambda own, sealed, approved: b"", "non contiene il PDF approvato"),
        (lambda own, sealed, approved: cades(own, b"altro"), "non contiene il PDF approvato"),
        (lambda own, sealed, approved: cades(own, approved)[:-3] + b"abc", "non è integra"),
        (
            lambda own, sealed, approved: approved + sealed[len(approved) :].replace(b"30", b"31", 40),
            "non è integra",
        ),
        (
            lambda own, sealed, approved: (
                approved + sealed[len(approved) :].replace(b"/FlateDecode", b"/FlateDecod5")
            ),
            "non è integra",
        ),
        (lambda own, sealed, approved: sealed[:200] + b"x" + sealed[201:], "non contiene il PDF approvato"),
    ],
)
def test_anything_else_is_refused_in_words(own, sealed, approved, made, words):
    with pytest.raises(SealError, match=words):
        checked(made(own, sealed, approved), approved)


def test_an_expired_seal_and_a_wrong_password_say_so(approved):
    old, _ = seals.archive(days=-1)
    with pytest.raises(SealError, match="non è valido oggi"):
        seal(approved, archive=seals.in_base64(old), passphrase=seals.PASSPHRASE)
    with pytest.raises(SealError, match="non si apre"):
        certified(old, "sbagliata")
    assert "Sigillo di prova" in certified(old, seals.PASSPHRASE).subject
