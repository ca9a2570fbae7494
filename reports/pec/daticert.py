"""daticert.xml, the certification data: the only part of a receipt that is believed (RFC 6109 §4.4)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reports.pec.kinds import Distrust, Verdict

ROME = ZoneInfo("Europe/Rome")
MAX_XML = 1024 * 1024


@dataclass(frozen=True)
class Recipient:
    """A recipient as the provider saw it; `certified` is False for ordinary mail ("esterno")."""

    address: str
    certified: bool


@dataclass(frozen=True)
class Daticert:
    """Certification data. Addresses in lower case, `msgid` without angle brackets, `date` in Rome time."""

    tipo: str
    errore: str
    mittente: str
    destinatari: tuple[Recipient, ...]
    oggetto: str
    gestore: str
    date: datetime
    identificativo: str
    msgid: str
    ricevuta: str
    consegna: str
    errore_esteso: str


def bare_id(value: str) -> str:
    """A Message-ID without angle brackets and blanks: providers write it either way."""
    return value.strip().removeprefix("<").removesuffix(">").strip()


def parse(xml: bytes) -> Daticert:
    """Read daticert.xml. Raises Distrust (malformed) for anything but a plain, complete document."""
    root = _root(xml)
    heads, bodies = root.findall("intestazione"), root.findall("dati")
    if root.tag != "postacert" or len(heads) != 1 or len(bodies) != 1:
        raise Distrust(Verdict.MALFORMED, "I dati di certificazione sono incompleti.")
    head, data = heads[0], bodies[0]
    receipt = data.find("ricevuta")
    return Daticert(
        tipo=root.get("tipo", "").strip(),
        errore=root.get("errore", "").strip(),
        mittente=_text(head, "mittente").lower(),
        destinatari=tuple(
            Recipient((node.text or "").strip().lower(), node.get("tipo", "certificato") == "certificato")
            for node in head.findall("destinatari")
        ),
        oggetto=_text(head, "oggetto"),
        gestore=_text(data, "gestore-emittente"),
        date=_date(data),
        identificativo=_text(data, "identificativo"),
        msgid=bare_id(_text(data, "msgid")),
        ricevuta="" if receipt is None else receipt.get("tipo", "").strip(),
        consegna=_text(data, "consegna").lower(),
        errore_esteso=_text(data, "errore-esteso"),
    )


def _root(xml: bytes) -> Element:
    if len(xml) > MAX_XML:
        raise Distrust(Verdict.MALFORMED, "I dati di certificazione sono troppo grandi.")
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise Distrust(Verdict.MALFORMED, "I dati di certificazione non sono XML ammissibile.") from error
    return root


def _text(parent: Element, tag: str) -> str:
    nodes = parent.findall(tag)
    if len(nodes) > 1:
        # Two values for one fact: whichever we chose, another reader might choose the other.
        raise Distrust(Verdict.MALFORMED, f"I dati di certificazione ripetono «{tag}».")
    return (nodes[0].text or "").strip() if nodes else ""


def _date(data: Element) -> datetime:
    node = data.find("data")
    if node is None:
        raise Distrust(Verdict.MALFORMED, "Nei dati di certificazione manca la data.")
    try:
        moment = datetime.strptime(  # noqa: DTZ007 - the zone follows
            f"{_text(node, 'giorno')} {_text(node, 'ora')}", "%d/%m/%Y %H:%M:%S"
        )
        return moment.replace(tzinfo=_zone(node.get("zona", ""))).astimezone(ROME)
    except (ValueError, OverflowError) as error:
        raise Distrust(Verdict.MALFORMED, "La data dei dati di certificazione non è valida.") from error


def _zone(text: str) -> timezone | ZoneInfo:
    match = re.fullmatch(r"([+-])([0-9]{2}):?([0-9]{2})", text.strip())
    if match is None:
        return ROME
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(offset if match[1] == "+" else -offset)
