"""The sandbox's own certification authority and the certificates it gave out, made on the first start."""

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.pec_sandbox.accounts import PROVIDER
from config.pec_sandbox.files import write_atomically

SIGNER_ADDRESS = f"posta-certificata@{PROVIDER}"
_YEARS = dt.timedelta(days=3650)


@dataclass(frozen=True)
class Identity:
    """A private key with its certificate and the certificate of the authority that gave it."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    issuer: x509.Certificate


def new_authority(name: str) -> Identity:
    """Make a self-signed authority."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = _name(name)
    builder = _builder(subject, subject, key).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    certificate = builder.add_extension(_usage(ca=True), critical=True).sign(key, hashes.SHA256())
    return Identity(key, certificate, certificate)


def new_signer(
    authority: Identity, address: str = SIGNER_ADDRESS, *, valid_to: dt.datetime | None = None
) -> Identity:
    """Make a certificate with which a provider signs receipts as `address`."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    builder = _builder(_name(address), authority.certificate.subject, key, valid_to)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
    builder = builder.add_extension(_usage(ca=False), critical=True)
    builder = builder.add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
    )
    return Identity(key, builder.sign(authority.key, hashes.SHA256()), authority.certificate)


def new_server(authority: Identity) -> Identity:
    """Make the certificate of the SMTP server on this machine, for STARTTLS."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    builder = _builder(_name("localhost"), authority.certificate.subject, key)
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    builder = builder.add_extension(_usage(ca=False), critical=True)
    return Identity(key, builder.sign(authority.key, hashes.SHA256()), authority.certificate)


@dataclass(frozen=True)
class Credentials:
    """What the sandbox signs receipts with, and the TLS context of its SMTP server."""

    signer: Identity
    tls: ssl.SSLContext


def load(state: Path) -> Credentials:
    """Read DIR/ca.pem, signer.pem and server.pem, making all three on the first start.

    `ca.pem` holds the authority's certificate alone: it is the trust list for `reports.pec`. The
    authority's key is thrown away, so nothing else can ever be signed with it.
    """
    paths = [state / name for name in ("signer.pem", "server.pem", "ca.pem")]
    if not all(path.exists() for path in paths):
        authority = new_authority("Bandolo sandbox PEC")
        write_atomically(paths[0], _pem(new_signer(authority)))
        write_atomically(paths[1], _pem(new_server(authority)))
        # Last: its presence means that the other two are there.
        write_atomically(paths[2], _certificate_pem(authority.certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paths[1])
    return Credentials(_read(paths[0]), context)


def certificate_pem(identity: Identity) -> bytes:
    """The authority's certificate as a trust list."""
    return _certificate_pem(identity.issuer)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, valid_to: dt.datetime | None = None
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _YEARS)
        .not_valid_after(valid_to or now + _YEARS)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=not ca,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _certificate_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem(identity: Identity) -> bytes:
    key = identity.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + _certificate_pem(identity.certificate) + _certificate_pem(identity.issuer)


def _read(path: Path) -> Identity:
    data = path.read_bytes()
    key = serialization.load_pem_private_key(data, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("RSA key expected")
    certificate, issuer = x509.load_pem_x509_certificates(data)
    return Identity(key, certificate, issuer)
