"""What the law asks of a mandate because of its kind: how long it may last, how often it reports."""

from datetime import date

from courts.enums import PLACEMENT_KINDS, MandateKind
from courts.legal_numbers import legal_number
from courts.models import Mandate
from courts.terms import add_months
from courts.terms.wording import day_of

Faults = dict[str, str]
NO_ACTS = (
    "La vigilanza e supporto non limita i genitori e non attribuisce atti al servizio (Cass. 32290/2023): "
    "per attribuire atti serve un affidamento al servizio."
)
ACTS_ELSEWHERE = "Gli atti si attribuiscono solo nell'affidamento al servizio (art. 5-bis L. 184/1983)."

LIMITS_ELSEWHERE = (
    "La vigilanza e supporto non decide con chi vive il minore e non limita i genitori (Cass. 32290/2023): "
    "per questo serve un affidamento al servizio."
)
LIVES_ELSEWHERE = (
    "Con chi vive il minore si scrive solo nell'affidamento al servizio (art. 5-bis L. 184/1983); negli altri "
    "casi c'è un incarico di collocamento."
)


def acts_refused(kind: str) -> str:
    """Why a mandate of this kind may not share out acts; empty when it may."""
    if kind == MandateKind.AFFIDAMENTO_SERVIZIO:
        return ""
    return NO_ACTS if kind == MandateKind.VIGILANZA_SUPPORTO else ACTS_ELSEWHERE


def limits(mandate: Mandate) -> Faults:
    """What is missing or too long, by field of the mandate.

    Entrustment to the service: end within 24 months, report at least every 6 (L. 184/1983 art. 5-bis).
    Foster care and communities: 24 months (art. 4 c.4). The numbers are `courts.models.LegalNumber`.
    """
    if mandate.kind == MandateKind.AFFIDAMENTO_SERVIZIO:
        return _entrustment(mandate)
    if mandate.lives_with:
        return {
            "lives_with": LIMITS_ELSEWHERE
            if mandate.kind == MandateKind.VIGILANZA_SUPPORTO
            else LIVES_ELSEWHERE
        }
    if mandate.kind in PLACEMENT_KINDS and mandate.ends_on is not None:
        return _too_long(mandate.starts_on, mandate.ends_on, "affido-durata", "Il collocamento")
    return {}


def _entrustment(mandate: Mandate) -> Faults:
    interval = legal_number("5bis-relazione", mandate.starts_on)
    faults: Faults = {}
    if mandate.every_months is None:
        faults["every_months"] = (
            f"L'affidamento al servizio chiede una relazione almeno ogni {interval.amount} mesi "
            f"({interval.source})."
        )
    elif mandate.every_months > interval.amount:
        faults["every_months"] = (
            f"La relazione è dovuta almeno ogni {interval.amount} mesi ({interval.source})."
        )
    if mandate.ends_on is None:
        return faults | {"ends_on": "L'affidamento al servizio ha una durata: indicare quando termina."}
    return faults | _too_long(mandate.starts_on, mandate.ends_on, "5bis-durata", "L'affidamento al servizio")


def _too_long(starts_on: date, ends_on: date, slug: str, what: str) -> Faults:
    number = legal_number(slug, starts_on)
    last = add_months(starts_on, number.amount)
    if ends_on <= last:
        return {}
    return {
        "ends_on": f"{what} dura al massimo {number.amount} mesi, fino {day_of(last, 'al')} ({number.source})."
    }
