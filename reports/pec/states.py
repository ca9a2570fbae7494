"""States of one dispatch (one report, one recipient) and the order in which proofs outrank each other."""

from enum import StrEnum


class DispatchState(StrEnum):
    """Where a dispatch stands. Values are stored in the database and never change meaning."""

    IN_CODA = "in_coda"
    IN_INVIO = "in_invio"
    INVIATA = "inviata"
    ACCETTATA = "accettata"
    CONSEGNATA = "consegnata"
    INCERTA = "incerta"
    RIFIUTATA = "rifiutata"
    NON_CONSEGNATA = "non_consegnata"
    SOSPESA = "sospesa"
    DA_DEPOSITARE = "da_depositare"


LABELS: dict[DispatchState, str] = {
    DispatchState.IN_CODA: "In coda",
    DispatchState.IN_INVIO: "In invio",
    DispatchState.INVIATA: "Inviata",
    DispatchState.ACCETTATA: "Accettata dal gestore",
    DispatchState.CONSEGNATA: "Consegnata",
    DispatchState.INCERTA: "Esito incerto",
    DispatchState.RIFIUTATA: "Rifiutata",
    DispatchState.NON_CONSEGNATA: "Non consegnata",
    DispatchState.SOSPESA: "Sospesa",
    DispatchState.DA_DEPOSITARE: "Da depositare a mano",
}

# A person has to act: nothing the system does on its own leads out of these.
ALARM_STATES = frozenset(
    {DispatchState.INCERTA, DispatchState.RIFIUTATA, DispatchState.NON_CONSEGNATA, DispatchState.SOSPESA}
)

# What receipts prove, weakest first. States that are not listed prove nothing and yield to any receipt.
# One total order makes the end state independent of the order and number of the receipts, and
# `consegnata` final: a delivery after the 24-hour notice still counts (DPR 68/2005, art. 6).
_PROOF: dict[DispatchState, int] = {
    DispatchState.ACCETTATA: 1,
    DispatchState.RIFIUTATA: 2,
    DispatchState.NON_CONSEGNATA: 3,
    DispatchState.CONSEGNATA: 4,
}


def advance(current: DispatchState, proved: DispatchState) -> DispatchState:
    """Return the state after a receipt proved `proved`; never a weaker proof than the one already held."""
    return proved if _PROOF.get(proved, 0) > _PROOF.get(current, 0) else current
