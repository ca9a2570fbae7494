"""What becomes of a message, chosen by the recipient's address: `TAG@…` or `anybody+TAG@…`.

An address without a tag is delivered at once. Tags, by the step at which they act:

| tag | what happens |
|---|---|
| rcpt550 / rcpt450 / rcpt450sempre | RCPT refused for good / once (greylist) / always for now |
| data451 / data554 | DATA command answered 451 / 554 |
| taglio-corpo | connection cut in the middle of the body, nothing taken |
| punto451 / punto552 | 451 / 552 after the final dot, nothing taken |
| perso-punto | connection cut after the dot, nothing taken |
| taglio-punto / punto421 | taken, then connection cut / 421 instead of 250 |
| sospeso | taken, then the 250 is held back (`--hold` seconds) |
| taglio-quit | taken, connection cut at QUIT |
| non-accettazione / virus | non-accettazione (altro / virus) |
| inesistente / dominio-inesistente / casella-piena / virus-consegna | accettazione, errore-consegna |
| ritardo / ritardo-accettazione | consegna / both receipts after `--delay` seconds |
| preavviso | accettazione, notice dated 12 h later, nothing more |
| preavviso24 | as before, and the second notice dated 24 h later |
| preavviso-consegna | both notices, then the delivery |
| scaduto | accettazione, errore-consegna for exceeded time |
| muto | taken, but no receipt ever comes (a copy is in Sent) |
| doppia / disordine | every receipt twice / delivery before acceptance |
| contenuto-diverso | delivered, but the receipt gives back another document than the one sent |
| senza-msgid | receipts without msgid |
| presa-in-carico / rilevazione-virus | delivered, and that message between providers leaks to the sender |
| anomalia | delivered, and a message of ordinary mail arrives in the sender's mailbox |
| ostile-* | acceptance is genuine, the delivery receipt is forged: see `hostile.py` |
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from config.pec_sandbox import hostile
from config.pec_sandbox.authority import Identity
from config.pec_sandbox.envelopes import Mail, Notice, anomaly_envelope, notice, transport_envelope
from config.pec_sandbox.store import SENT, Posting

ERRORS: dict[str, tuple[str, str]] = {
    # A missing mailbox is mostly reported as "altro" by real providers, "no-dest" by the rules (RFC 6109).
    "inesistente": ("no-dest", "5.1.1 - indirizzo non valido"),
    "dominio-inesistente": ("no-dominio", "5.1.2 - dominio non valido"),
    "casella-piena": ("altro", "5.2.2 - casella piena"),
    "virus-consegna": ("virus", "5.7.9 - rilevato un virus"),
}
_TIMEOUT_PREFIX = "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO"


def tag_of(address: str) -> str:
    """The fault an address asks for: its +tag, else its local part."""
    local = address.partition("@")[0].lower()
    return local.rpartition("+")[2]


@dataclass(frozen=True)
class Provider:
    """The sandbox's provider: signs with `signer`, delays by `delay` seconds where asked to."""

    signer: Identity
    delay: float

    def follow_up(self, mail: Mail) -> list[Posting]:
        """Everything that follows from taking `mail`: receipts, envelopes and the copy in Sent."""
        postings = [Posting(mail.sender, mail.raw, folder=SENT)]
        tags = {tag_of(address) for address, _kind in mail.recipients}
        if tags & {"non-accettazione", "virus"}:
            return [*postings, self._receipt(mail, self._refusal(mail, "virus" in tags))]
        receipts: list[Posting] = []
        if "muto" not in tags:
            accepted = self._receipt(mail, self._note(mail, "accettazione", "ACCETTAZIONE"))
            receipts.append(self._later(accepted) if "ritardo-accettazione" in tags else accepted)
        for address, kind in mail.recipients:
            receipts += self._for_recipient(mail, address, kind)
        if "disordine" in tags:
            receipts.reverse()
        return postings + receipts * (2 if "doppia" in tags else 1)

    def _for_recipient(self, mail: Mail, address: str, kind: str) -> list[Posting]:
        tag = tag_of(address)
        if kind == "esterno":
            return [Posting(address, mail.raw)]
        if tag == "muto":
            return []
        if tag in ERRORS:
            return [self._receipt(mail, self._failure(mail, address, *ERRORS[tag]))]
        if tag == "scaduto":
            return [self._receipt(mail, self._overtime(mail, address, "errore-consegna", 24))]
        if tag in ("preavviso", "preavviso24", "preavviso-consegna"):
            return self._warnings(mail, address, tag)
        if tag.startswith("ostile-") and tag.removeprefix("ostile-") in hostile.FORGERIES:
            forged = hostile.FORGERIES[tag.removeprefix("ostile-")](
                mail, self._delivery(mail, address), self.signer
            )
            return [self._arrival(mail, address), Posting(mail.sender, forged)]
        return self._delivered(mail, address, tag)

    def _delivered(self, mail: Mail, address: str, tag: str) -> list[Posting]:
        arrival, receipt = self._arrival(mail, address), self._receipt(mail, self._delivery(mail, address))
        if tag == "contenuto-diverso":
            return [arrival, self._receipt(_another_document(mail), self._delivery(mail, address))]
        if tag in ("ritardo", "ritardo-accettazione"):
            arrival, receipt = self._later(arrival), self._later(receipt)
        return [arrival, receipt, *self._extra(mail, address, tag)]

    def _extra(self, mail: Mail, address: str, tag: str) -> list[Posting]:
        if tag == "presa-in-carico":
            return [self._receipt(mail, self._note(mail, "presa-in-carico", "PRESA IN CARICO"))]
        if tag == "rilevazione-virus":
            note = replace(self._note(mail, "rilevazione-virus", "PROBLEMA DI SICUREZZA"), errore="virus")
            return [self._receipt(mail, note)]
        if tag == "anomalia":
            return [Posting(mail.sender, self.anomaly(mail, address))]
        return []

    def anomaly(self, mail: Mail, sender: str) -> bytes:
        """A message of ordinary mail from `sender`, wrapped for the mailbox that sent `mail`."""
        raw = f"From: {sender}\r\nTo: {mail.sender}\r\nSubject: posta ordinaria\r\n\r\nTesto.\r\n".encode()
        return anomaly_envelope(raw, sender, mail.sender, mail.at, self.signer)

    def _warnings(self, mail: Mail, address: str, tag: str) -> list[Posting]:
        hours = (12,) if tag == "preavviso" else (12, 24)
        kind = "preavviso-errore-consegna"
        receipts = [self._receipt(mail, self._overtime(mail, address, kind, hour)) for hour in hours]
        if tag == "preavviso-consegna":
            receipts += [self._arrival(mail, address), self._receipt(mail, self._delivery(mail, address))]
        return receipts

    def _note(self, mail: Mail, tipo: str, prefix: str) -> Notice:
        with_msgid = all(tag_of(address) != "senza-msgid" for address, _kind in mail.recipients)
        return Notice(tipo, prefix, mail.at, with_msgid=with_msgid)

    def _refusal(self, mail: Mail, virus: bool) -> Notice:
        prefix = "AVVISO DI NON ACCETTAZIONE" + (" PER VIRUS" if virus else "")
        note = self._note(mail, "non-accettazione", prefix)
        return replace(
            note, errore="virus" if virus else "altro", errore_esteso="5.7.1 - messaggio non ammesso"
        )

    def _delivery(self, mail: Mail, address: str) -> Notice:
        return replace(self._note(mail, "avvenuta-consegna", "CONSEGNA"), consegna=address)

    def _failure(self, mail: Mail, address: str, errore: str, detail: str) -> Notice:
        prefix = "AVVISO DI MANCATA CONSEGNA" + (" PER VIRUS" if errore == "virus" else "")
        note = self._note(mail, "errore-consegna", prefix)
        return replace(note, consegna=address, errore=errore, errore_esteso=detail)

    def _overtime(self, mail: Mail, address: str, tipo: str, hours: int) -> Notice:
        note = Notice(tipo, _TIMEOUT_PREFIX, mail.at + timedelta(hours=hours), errore="altro")
        return replace(note, consegna=address, errore_esteso=f"nessuna conferma dopo {hours} ore")

    def _arrival(self, mail: Mail, address: str) -> Posting:
        return Posting(mailbox_of(address), transport_envelope(mail, address, self.signer))

    def _receipt(self, mail: Mail, note: Notice) -> Posting:
        return Posting(mail.sender, notice(mail, note, self.signer))

    def _later(self, posting: Posting) -> Posting:
        return replace(posting, delay=self.delay)


def _another_document(mail: Mail) -> Mail:
    """The same mail, but for one line of its attachment (the provider's fault, or worse)."""
    head, mark, files = mail.raw.rpartition(b"Content-Disposition: attachment")
    line = re.search(rb"\r\n\r\n([A-Za-z0-9+/]{4})", files)
    if line is None:
        return mail
    start, end = line.span(1)
    return replace(mail, raw=head + mark + files[:start] + b"AAAA" + files[end:])


def mailbox_of(address: str) -> str:
    """The mailbox behind an address: a +tag chooses the outcome, not another mailbox."""
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"
