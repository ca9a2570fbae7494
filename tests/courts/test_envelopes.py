"""Orders in a signed envelope: the PDF comes out, the envelope stays byte for byte, fakes are refused."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.uploads import UploadRefusedError
from courts.envelopes import checked_paper
from tests.factories.courts import PDF


def enveloped(content: bytes, *options: PKCS7Options, encoding=serialization.Encoding.DER) -> bytes:
    """Signed by somebody invented, as a signature program does it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Firma di prova")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    signed = PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return signed.sign(encoding, [PKCS7Options.Binary, *options])


def upload(content: bytes, name: str = "decreto.pdf.p7m") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("written", ["binary", "letters", "pem"])
def test_the_pdf_comes_out_and_the_envelope_stays(written) -> None:
    encoding = serialization.Encoding.PEM if written == "pem" else serialization.Encoding.DER
    envelope = enveloped(PDF, encoding=encoding)
    if written == "letters":
        envelope = base64.encodebytes(envelope)
    paper = checked_paper(upload(envelope))
    assert paper.content == PDF
    assert paper.original == paper.envelope == envelope
    assert paper.sha256 == hashlib.sha256(PDF).hexdigest()


def test_a_bare_pdf_has_no_envelope() -> None:
    paper = checked_paper(upload(PDF, "decreto.pdf"))
    assert (paper.envelope, paper.original) == (b"", PDF)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: enveloped(enveloped(PDF)), "ne contiene un'altra"),
        (lambda: enveloped(b"Cose scritte"), "non c'è un PDF"),
        (lambda: enveloped(PDF, PKCS7Options.DetachedSignature), "solo la firma"),
        (lambda: enveloped(PDF)[:200], "non è una busta firmata leggibile"),
        (lambda: b"MZ" + b"\0" * 400, "non è una busta firmata leggibile"),
        (lambda: b"\x30\x80" * 5000, "non è una busta firmata leggibile"),
        (lambda: b"\x30\x03\x02\x01\x05", "non è una busta firmata leggibile"),
        (lambda: b"MI!!" * 50, "non è una busta firmata leggibile"),
        (lambda: enveloped(b"%PDF-1.7 rotto"), "non è un PDF leggibile"),
    ],
)
def test_what_is_no_order_is_refused(content, said) -> None:
    with pytest.raises(UploadRefusedError, match=said):
        checked_paper(upload(content()))
