"""Names for what arrives in a certified mailbox, and how far each is to be believed."""

from enum import StrEnum

from reports.pec.states import DispatchState


class Kind(StrEnum):
    """What a message is. Values of the certified ones are `tipo` of daticert.xml (RFC 6109 §4.4)."""

    ACCETTAZIONE = "accettazione"
    NON_ACCETTAZIONE = "non-accettazione"
    PRESA_IN_CARICO = "presa-in-carico"
    AVVENUTA_CONSEGNA = "avvenuta-consegna"
    ERRORE_CONSEGNA = "errore-consegna"
    PREAVVISO = "preavviso-errore-consegna"
    RILEVAZIONE_VIRUS = "rilevazione-virus"
    BUSTA = "posta-certificata"
    ANOMALIA = "anomalia"
    SCONOSCIUTO = "sconosciuto"


KIND_LABELS: dict[Kind, str] = {
    Kind.ACCETTAZIONE: "Ricevuta di accettazione",
    Kind.NON_ACCETTAZIONE: "Avviso di non accettazione",
    Kind.PRESA_IN_CARICO: "Ricevuta di presa in carico",
    Kind.AVVENUTA_CONSEGNA: "Ricevuta di avvenuta consegna",
    Kind.ERRORE_CONSEGNA: "Avviso di mancata consegna",
    Kind.PREAVVISO: "Preavviso di mancata consegna",
    Kind.RILEVAZIONE_VIRUS: "Avviso di rilevazione virus",
    Kind.BUSTA: "Messaggio certificato ricevuto",
    Kind.ANOMALIA: "Messaggio da posta ordinaria",
    Kind.SCONOSCIUTO: "Messaggio non riconosciuto",
}

# The state each receipt proves. A first warning (12 h) proves nothing: see reports.pec.matching.
STATE_OF: dict[Kind, DispatchState] = {
    Kind.ACCETTAZIONE: DispatchState.ACCETTATA,
    Kind.NON_ACCETTAZIONE: DispatchState.RIFIUTATA,
    Kind.AVVENUTA_CONSEGNA: DispatchState.CONSEGNATA,
    Kind.ERRORE_CONSEGNA: DispatchState.NON_CONSEGNATA,
}

RECEIPTS = frozenset({*STATE_OF, Kind.PREAVVISO, Kind.PRESA_IN_CARICO, Kind.RILEVAZIONE_VIRUS})
INCOMING = frozenset({Kind.BUSTA, Kind.ANOMALIA})


class Verdict(StrEnum):
    """Outcome of the signature check."""

    VALID = "valid"
    UNTRUSTED = "untrusted"
    ALTERED = "altered"
    UNSIGNED = "unsigned"
    MALFORMED = "malformed"


VERDICT_LABELS: dict[Verdict, str] = {
    Verdict.VALID: "firma valida",
    Verdict.UNTRUSTED: "firmatario non riconosciuto",
    Verdict.ALTERED: "contenuto alterato",
    Verdict.UNSIGNED: "non firmato",
    Verdict.MALFORMED: "malformato",
}


class Distrust(Exception):
    """Why a message is not believed: a verdict and the reason in Italian."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason
