"""When a curatore speciale is compulsory, else everything is void (handbook courts §2.6).

Sources: artt. 473-bis.8 c.p.c. and 336 c.c.; for the entrustment to the service Cass. 32290/2023.
"""

from collections.abc import Collection
from datetime import date

from courts.enums import OPEN_MANDATE_STATES, MandateKind, ProceedingKind, ProceedingRoleKind
from courts.models import Mandate, Proceeding

BY_PROCEEDING = {
    ProceedingKind.DECADENZA_330: "è chiesta la decadenza dalla responsabilità genitoriale",
    ProceedingKind.CONVALIDA_403: "il minore è stato allontanato (art. 403 c.c.)",
    ProceedingKind.ADOTTABILITA: "si discute dell'adottabilità",
    ProceedingKind.AFFIDAMENTO_GIUDIZIALE: "è disposto un affidamento familiare (L. 184/1983)",
    ProceedingKind.AFFIDAMENTO_SERVIZIO: "il minore è affidato al servizio sociale (art. 5-bis L. 184/1983)",
}
BY_MANDATE = {
    MandateKind.AFFIDAMENTO_FAMILIARE: BY_PROCEEDING[ProceedingKind.AFFIDAMENTO_GIUDIZIALE],
    MandateKind.AFFIDAMENTO_SERVIZIO: BY_PROCEEDING[ProceedingKind.AFFIDAMENTO_SERVIZIO],
}
UNREPRESENTED = "nessuno dei genitori può rappresentare il minore"
ASKED = "lo ha chiesto il minore, che ne ha l'età (art. 473-bis.8 c.p.c.)"


def curatore_needed(proceeding: Proceeding) -> list[str]:
    """Why this proceeding needs a curatore speciale; nothing when no reason is known. One query."""
    rows = Mandate.objects.filter(order__proceeding=proceeding, state__in=OPEN_MANDATE_STATES)
    return reasons_for(proceeding, set(rows.values_list("kind", flat=True)))


def reasons_for(proceeding: Proceeding, mandate_kinds: Collection[str]) -> list[str]:
    """The same for who knows already the kinds of its open mandates. No query."""
    if proceeding.kind == ProceedingKind.AFFIDAMENTO_CONSENSUALE:
        found = []  # with the parents' consent nobody is against the child
    else:
        found = [said for kind, said in BY_MANDATE.items() if kind in mandate_kinds]
    if proceeding.kind in BY_PROCEEDING:
        found.append(BY_PROCEEDING[ProceedingKind(proceeding.kind)])
    if proceeding.unrepresented:
        found.append(UNREPRESENTED)
    if proceeding.curator_asked:
        found.append(ASKED)
    return list(dict.fromkeys(found))


def has_curator(proceeding: Proceeding, day: date) -> bool:
    """Whether one is in office on `day`. Reads the prefetched roles when there are any."""
    return any(
        role.kind == ProceedingRoleKind.CURATORE_SPECIALE
        and role.valid_from <= day
        and (role.valid_to is None or role.valid_to >= day)
        for role in proceeding.roles.all()
    )


def curator_missing(proceeding: Proceeding, mandate_kinds: Collection[str], day: date) -> list[str]:
    """The reasons why one is needed, when none is in office on `day`. At most one query."""
    reasons = reasons_for(proceeding, mandate_kinds)
    return [] if reasons and has_curator(proceeding, day) else reasons
