"""A certificate authority of our own and seals made with it, for tests."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "prova"


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def archive(*, days: int = 365) -> tuple[bytes, bytes]:
    """A PKCS#12 archive with a seal, and the certificate (DER) of the authority that issued it."""
    now = datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(
        "Autorità di prova", root_key.public_key(), "Autorità di prova", root_key, now, 3650, ca=True
    )
    own = _certificate(
        "Sigillo di prova", key.public_key(), "Autorità di prova", root_key, now, days, ca=False
    )
    packed = pkcs12.serialize_key_and_certificates(
        b"sigillo", key, own, [root], serialization.BestAvailableEncryption(PASSPHRASE.encode())
    )
    return packed, root.public_bytes(serialization.Encoding.DER)


def _certificate(subject, public_key, issuer, issuer_key, now, days, *, ca):
    start = now - timedelta(days=400)
    usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def in_base64(packed: bytes) -> str:
    return base64.b64encode(packed).decode()
