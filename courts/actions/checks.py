"""What must be true of an order before it is written. Forms ask the same questions as the actions.

Every function answers with the faults found, as field name → sentence in Italian; none means well.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from cases.models import Case
from courts.actions.kind_checks import limits
from courts.lines import latest_of
from courts.models import Mandate, Order, Proceeding
from courts.periods import cycles
from courts.terms import RuleSet, TermError
from courts.terms.wording import day_of

Faults = dict[str, str]
EARLIEST = date(1950, 1, 1)
LATEST_START = timedelta(days=2 * 366)


def order_dates(
    *,
    decided_on: date | None,
    deposited_on: date | None,
    received_on: date | None,
    instituted_on: date | None,
    today: date,
) -> Faults:
    """decided ≤ deposited ≤ received ≤ today, and nothing decided before its proceeding began."""
    faults: Faults = {}
    if decided_on and decided_on < EARLIEST:
        faults["decided_on"] = "La data è troppo lontana: controllare l'anno."
    elif decided_on and received_on and decided_on > received_on:
        faults["decided_on"] = "Il provvedimento non può essere deciso dopo essere stato ricevuto."
    elif decided_on and decided_on > today:
        faults["decided_on"] = "La decisione non può essere nel futuro."
    elif decided_on and instituted_on and decided_on < instituted_on:
        faults["decided_on"] = f"Il procedimento è iniziato {day_of(instituted_on)}: la decisione viene dopo."
    if received_on and received_on > today:
        faults["received_on"] = "Il ricevimento non può essere nel futuro."
    if deposited_on and decided_on and deposited_on < decided_on:
        faults["deposited_on"] = "Il deposito non può precedere la decisione."
    elif deposited_on and received_on and deposited_on > received_on:
        faults["deposited_on"] = "Il deposito non può seguire il ricevimento."
    return faults


def further_dates(
    *,
    decided_on: date | None,
    served_on: date | None,
    effective_on: date | None,
    expires_on: date | None,
    today: date,
) -> Faults:
    """An order is served, takes effect and expires after it was decided; the service has been served already."""
    faults: Faults = {}
    if served_on and served_on > today:
        faults["served_on"] = "La notifica non può essere nel futuro."
    if decided_on and served_on and served_on < decided_on:
        faults["served_on"] = "La notifica non può precedere la decisione."
    if decided_on and effective_on and effective_on < decided_on:
        faults["effective_on"] = "L'efficacia non può precedere la decisione."
    first = effective_on or decided_on
    if first and expires_on and expires_on < first:
        faults["expires_on"] = "La scadenza non può precedere la decisione né l'efficacia."
    return faults


def amended(earlier: Order | None, decided_on: date | None, children: Iterable[Case]) -> Faults:
    """An order changes an earlier one about one of its children."""
    if earlier is None:
        return {}
    if decided_on and earlier.decided_on > decided_on:
        return {"amends": f"È stato deciso {day_of(earlier.decided_on)}, dopo questo provvedimento."}
    if not earlier.cases.filter(pk__in=[case.pk for case in children]).exists():
        return {"amends": "Quel provvedimento riguarda altri minori."}
    return {}


def moved(proceeding: Proceeding | None, decided_on: date | None) -> Faults:
    """Who has sent a proceeding to another office decides on it no more (art. 38 disp. att. c.c.)."""
    gone = proceeding.transferred_on if proceeding else None
    if proceeding is None or gone is None or decided_on is None or decided_on <= gone:
        return {}
    new = latest_of(proceeding)
    return {
        "proceeding": f"È stato trasferito {day_of(gone)}: un provvedimento deciso dopo va registrato nel "
        f"procedimento che prosegue, {new.label}, {new.office}. Sceglilo qui."
    }


def instituted(instituted_on: date | None, today: date) -> Faults:
    """A proceeding began in living memory and not in the future."""
    if instituted_on and instituted_on > today:
        return {"instituted_on": "L'inizio del procedimento non può essere nel futuro."}
    if instituted_on and instituted_on < EARLIEST:
        return {"instituted_on": "La data è troppo lontana: controllare l'anno."}
    return {}


def mandate_terms(
    mandate: Mandate, decided_on: date | None, rules: Sequence[RuleSet] | None = None
) -> Faults:
    """A mandate leads to a deadline, or says why not; what is switched on has its reason."""
    faults = _start(mandate.starts_on, decided_on)
    if mandate.first_term_amount is not None and mandate.first_term_amount < 1:
        faults["first_term_amount"] = "Il termine è di almeno un giorno."
    if mandate.every_months is not None and mandate.every_months < 1:
        faults["every_months"] = "La periodicità è di almeno un mese."
    if mandate.ends_on is not None and mandate.ends_on < mandate.starts_on:
        faults["ends_on"] = "L'incarico non può terminare prima di decorrere."
    if mandate.first_term_amount is None and mandate.every_months is None and not mandate.no_term_reason:
        faults["no_term_reason"] = "Indicare un primo termine o una periodicità, oppure perché mancano."
    if mandate.august_suspension and not mandate.august_note:
        faults["august_note"] = "Per sospendere il termine in agosto serve il motivo."
    faults |= limits(mandate)
    return faults or _leads_somewhere(mandate, rules)


def _start(starts_on: date, decided_on: date | None) -> Faults:
    if decided_on is None:
        return {}
    if starts_on < decided_on:
        return {"starts_on": "L'incarico non può decorrere prima della decisione."}
    if starts_on - decided_on > LATEST_START:
        return {"starts_on": "La decorrenza è troppo lontana dalla decisione: controllare l'anno."}
    return {}


def _leads_somewhere(mandate: Mandate, rules: Sequence[RuleSet] | None) -> Faults:
    if mandate.first_term_amount is None and mandate.every_months is None:
        return {}
    try:
        reached = next(cycles(mandate, rules), None)
    except TermError as error:
        return {"starts_on": str(error)}
    if reached is None:
        return {"ends_on": "L'incarico termina prima della sua prima scadenza."}
    return {}


def children(cases: Iterable[Case]) -> Faults:
    """An order is about at least one child, and all of them belong to one titolare."""
    found = list(cases)
    if not found:
        return {"cases": "Indicare almeno un minore."}
    if len({case.unit.controller_id for case in found}) > 1:
        return {
            "cases": "I minori appartengono a titolari diversi: registrare il provvedimento per ciascuno."
        }
    return {}


def children_of_mandate(cases: Iterable[Case], of_order: Iterable[Case]) -> Faults:
    """A mandate is about children of its order, whose case is open."""
    found = list(cases)
    if not found:
        return {"cases": "Indicare a quali minori si riferisce l'incarico."}
    if {case.pk for case in found} - {case.pk for case in of_order}:
        return {"cases": "L'incarico riguarda un minore che non è fra quelli del provvedimento."}
    closed = [case.reference for case in found if not case.is_open]
    if closed:
        return {"cases": f"Il fascicolo {', '.join(closed)} è chiuso: riaprirlo prima di dare un incarico."}
    return {}


def already_registered(order: Order) -> bool:
    """The very same paper of the same proceeding: a form sent twice."""
    return Order.objects.filter(
        proceeding=order.proceeding_id,
        kind=order.kind,
        decided_on=order.decided_on,
        file_sha256=order.file_sha256,
    ).exists()
