"""The provider's S/MIME signature: is the content intact, and is the signer one we trust at that time?"""

import asyncio
import hashlib
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import cms, pem, x509
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.policy_decl import AlgorithmUsagePolicy, DisallowWeakAlgorithmsPolicy

from reports.pec.kinds import Distrust, Verdict
from reports.pec.mime import canonical
from reports.unreadable import UNREADABLE

# SHA-1 stays readable: receipts signed before the move to SHA-256 are still evidence.
_DIGESTS = frozenset({"sha1", "sha256", "sha384", "sha512"})


@dataclass(frozen=True)
class TrustList:
    """Certificates under which providers' signatures are believed: AgID's, or the sandbox's in the demo."""

    anchors: tuple[x509.Certificate, ...]

    @classmethod
    def from_pem(cls, data: bytes) -> "TrustList":
        """Read all certificates of a PEM file. Raises ValueError when there is none or one is broken."""
        anchors = tuple(
            x509.Certificate.load(der)
            for kind, _headers, der in pem.unarmor(data, multiple=True)
            if kind == "CERTIFICATE"
        )
        if not anchors:
            raise ValueError("L'elenco dei certificati è vuoto.")
        return cls(anchors)

    @classmethod
    def load(cls, path: Path) -> "TrustList":
        """Read a PEM file from disk."""
        return cls.from_pem(path.read_bytes())


@dataclass(frozen=True)
class Signer:
    """Who signed: certificate, the other certificates sent along, the signer's own e-mail addresses."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    emails: frozenset[str]
    signed_at: datetime | None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, hex."""
        return hashlib.sha256(self.certificate.dump()).hexdigest()


def check_integrity(content: bytes, signature: bytes) -> Signer:
    """Verify the detached CMS `signature` over `content` and return its signer, trusted or not.

    Line ends may have been rewritten on the way: the bytes as found and their CRLF form are tried.
    Raises Distrust: malformed when the signature cannot be read, altered when it does not fit.
    """
    try:
        info, certificates = _read(signature)
        certificate = _signing_certificate(info, certificates)
        signer = Signer(certificate, tuple(certificates), _emails(certificate), _signing_time(info))
        intact = any(_fits(info, certificate, candidate) for candidate in {content, canonical(content)})
    except UNREADABLE as error:
        raise Distrust(Verdict.MALFORMED, "La firma del gestore non è leggibile.") from error
    if not intact:
        raise Distrust(Verdict.ALTERED, "Il contenuto non corrisponde alla firma del gestore.")
    return signer


def check_chain(signer: Signer, trust: TrustList, at: datetime) -> None:
    """Verify that the signer's certificate leads to an anchor of `trust` and was in force `at` that time.

    No network: revocation is not asked for. Raises Distrust (untrusted).
    """
    context = ValidationContext(
        trust_roots=list(trust.anchors),
        other_certs=list(signer.others),
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        algorithm_usage_policy=_policy(),
    )
    validator = CertificateValidator(
        signer.certificate, intermediate_certs=list(signer.others), validation_context=context
    )
    try:
        _run(validator.async_validate_path())
        usage = signer.certificate.key_usage_value
        allowed = usage is None or usage.native & {"digital_signature", "non_repudiation"}
    except (ValidationError, *UNREADABLE) as error:
        raise Distrust(
            Verdict.UNTRUSTED, "Il certificato del firmatario non è tra quelli riconosciuti a quella data."
        ) from error
    if not allowed:
        raise Distrust(Verdict.UNTRUSTED, "Il certificato del firmatario non è abilitato alla firma.")


def _read(signature: bytes) -> tuple[cms.SignerInfo, list[x509.Certificate]]:
    content_info = cms.ContentInfo.load(signature)
    if content_info["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    signed = content_info["content"]
    if len(signed["signer_infos"]) != 1:
        raise ValueError("exactly one signer expected")
    certificates = [choice.chosen for choice in signed["certificates"] if choice.name == "certificate"]
    return signed["signer_infos"][0], certificates


def _signing_certificate(info: cms.SignerInfo, certificates: list[x509.Certificate]) -> x509.Certificate:
    sid = info["sid"]
    for certificate in certificates:
        if sid.name == "issuer_and_serial_number":
            wanted = sid.chosen
            same = (
                certificate.issuer == wanted["issuer"]
                and certificate.serial_number == wanted["serial_number"].native
            )
        else:
            same = certificate.key_identifier == sid.native
        if same:
            return certificate
    raise ValueError("the signer's certificate is missing")


def _fits(info: cms.SignerInfo, certificate: x509.Certificate, content: bytes) -> bool:
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm not in _DIGESTS:
        raise ValueError("digest algorithm not accepted")
    digest = hashlib.new(algorithm, content).digest()
    intact, valid = validate_sig_integrity(info, certificate, "data", digest)
    return bool(intact and valid)


def _emails(certificate: x509.Certificate) -> frozenset[str]:
    names = certificate.subject_alt_name_value or ()
    return frozenset(name.native.strip().lower() for name in names if name.name == "rfc822_name")


def _signing_time(info: cms.SignerInfo) -> datetime | None:
    for attribute in info["signed_attrs"]:
        if attribute["type"].native == "signing_time":
            moment = attribute["values"][0].native
            return moment if isinstance(moment, datetime) else None
    return None


def _policy() -> AlgorithmUsagePolicy:
    return DisallowWeakAlgorithmsPolicy(  # type: ignore[no-untyped-call]
        weak_hash_algos=frozenset({"md2", "md5"}), rsa_key_size_threshold=1024
    )


def _run(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run a coroutine that never waits for anything, also from inside a running event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(coroutine)
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, coroutine).result()
