"""Deciding what a message from a certified mailbox is, and what it proves.

Outer headers are not signed: they choose nothing here, they can only arouse suspicion. What decides is
the one daticert.xml that is a direct child of the signed part, under a provider's signature.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime

from reports.pec import daticert as xml
from reports.pec.daticert import Daticert, bare_id
from reports.pec.kinds import KIND_LABELS, RECEIPTS, STATE_OF, Distrust, Kind, Verdict
from reports.pec.mime import address_of, direct_children, header_text, named, read_headers, split_signed
from reports.pec.signature import Signer, TrustList, check_chain, check_integrity
from reports.pec.states import DispatchState

# A provider's clock or ours may be a day off; a receipt from further ahead is not believed.
FUTURE_TOLERANCE = timedelta(hours=48)
_CERTIFIED = {kind.value: kind for kind in RECEIPTS | {Kind.BUSTA}}


@dataclass(frozen=True)
class Classified:
    """What a message is. `state` is what it would give the dispatch it belongs to, None if nothing.

    `quarantine` means: keep the bytes, change nothing, tell a person. `reference` comes from an
    unsigned header and is a hint for people and searches, never for changing a state.
    """

    verdict: Verdict
    kind: Kind
    reason: str
    state: DispatchState | None = None
    quarantine: bool = False
    daticert: Daticert | None = None
    signer: str = ""
    signer_fingerprint: str = ""
    reference: str = ""


def classify(raw: bytes, *, trust: TrustList, now: datetime) -> Classified:
    """Classify one raw message (CRLF or LF). Never raises: what cannot be believed is quarantined.

    `now` (aware) only bounds receipts dated in the future; certificates are judged at the receipt's time.
    """
    reference = ""
    try:
        headers = read_headers(raw)
        reference = bare_id(header_text(headers.get("X-Riferimento-Message-ID")))[:300]
        return replace(_classify(raw, headers, trust, now), reference=reference)
    except Distrust as error:
        return Classified(error.verdict, Kind.SCONOSCIUTO, error.reason, quarantine=True, reference=reference)
    except (RecursionError, ValueError, TypeError, LookupError, AttributeError) as error:
        # The standard parser on bytes no mail program writes: parts nested a thousand deep, unknown charsets.
        reason = f"Il messaggio non è leggibile ({type(error).__name__})."
        return Classified(Verdict.MALFORMED, Kind.SCONOSCIUTO, reason, quarantine=True, reference=reference)


def _classify(raw: bytes, headers: Message, trust: TrustList, now: datetime) -> Classified:
    signed = split_signed(raw, headers)
    signer = check_integrity(signed.content, signed.signature)
    children = direct_children(signed.content)
    certificates = named(children, "daticert.xml")
    if _header(headers, "X-Trasporto") == "errore" and not certificates:
        return _anomaly(headers, signer, trust, now)
    if len(certificates) != 1:
        raise Distrust(
            Verdict.MALFORMED,
            f"Attesi un solo daticert.xml tra le parti firmate, trovati {len(certificates)}.",
        )
    payload = certificates[0].get_payload(decode=True)
    data = xml.parse(payload if isinstance(payload, bytes) else b"")
    if data.date > now + FUTURE_TOLERANCE:
        raise Distrust(Verdict.UNTRUSTED, "La ricevuta porta una data futura.")
    _check_signer(headers, signer, trust, data.date)
    return _certified(headers, signer, data)


def _anomaly(headers: Message, signer: Signer, trust: TrustList, now: datetime) -> Classified:
    """Ordinary mail wrapped by our provider: there is no XML, so the envelope's own date is used."""
    _check_signer(headers, signer, trust, min(signer.signed_at or _date(headers) or now, now))
    return Classified(
        Verdict.VALID,
        Kind.ANOMALIA,
        "Messaggio da posta ordinaria, imbustato dal gestore: arrivo non certificato.",
        signer=_name(signer),
        signer_fingerprint=signer.fingerprint,
    )


def _certified(headers: Message, signer: Signer, data: Daticert) -> Classified:
    found = Classified(
        Verdict.VALID,
        _CERTIFIED.get(data.tipo, Kind.SCONOSCIUTO),
        "",
        daticert=data,
        signer=_name(signer),
        signer_fingerprint=signer.fingerprint,
    )
    if found.kind is Kind.SCONOSCIUTO:
        reason = f"Tipo di ricevuta sconosciuto: «{data.tipo[:60]}»."
        return replace(found, reason=reason, quarantine=True)
    claimed = _header(headers, "X-Ricevuta")
    if claimed and claimed != data.tipo:
        reason = f"L'intestazione dice «{claimed[:60]}», i dati firmati «{data.tipo}»."
        return replace(found, reason=reason, quarantine=True)
    return replace(found, reason=_describe(found.kind, data), state=STATE_OF.get(found.kind))


def _describe(kind: Kind, data: Daticert) -> str:
    text = f"{KIND_LABELS[kind]} del {data.date:%d/%m/%Y alle %H:%M:%S}"
    if kind in (Kind.AVVENUTA_CONSEGNA, Kind.ERRORE_CONSEGNA, Kind.PREAVVISO) and data.consegna:
        text += f", destinatario {data.consegna}"
    if data.errore not in ("", "nessuno"):
        text += f", errore «{data.errore}»"
    if data.errore_esteso:
        text += f": {data.errore_esteso[:200]}"
    return text + "."


def _check_signer(headers: Message, signer: Signer, trust: TrustList, at: datetime) -> None:
    check_chain(signer, trust, at)
    if address_of(headers.get("From")) not in signer.emails:
        raise Distrust(Verdict.UNTRUSTED, "Il mittente non è l'indirizzo del gestore che ha firmato.")


def _header(headers: Message, name: str) -> str:
    return header_text(headers.get(name)).strip().lower()


def _name(signer: Signer) -> str:
    return ", ".join(sorted(signer.emails))


def _date(headers: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header_text(headers.get("Date")))
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
