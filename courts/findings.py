"""The automatic checks of a case's orders (handbook courts §8): what somebody should look at, and where."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from cases.models import Case, Deadline, TeamMember
from courts.curator import curator_missing
from courts.enums import MandateKind, MandateState
from courts.models import Mandate, Proceeding
from courts.terms.wording import day_of


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `url` is where it is put right."""

    text: str
    url: str
    alarm: bool = False


# What the apps above check as well (design §2: hooks): case, its active mandates, day.
further_checks: list[Callable[[Case, Sequence[Mandate], date], list[Finding]]] = []


def findings(case: Case, today: date | None = None) -> list[Finding]:
    """Everything the checks find on one case, alarms first. A dozen queries at most, whatever it holds."""
    day = today or timezone.localdate()
    rows = Mandate.objects.filter(cases=case, state=MandateState.ATTIVO).order_by("pk")
    mandates = list(
        rows.select_related("order__proceeding__office", "recipient", "executor").prefetch_related("acts")
    )
    found = [one for mandate in mandates for one in _of_mandate(mandate, day)]
    if mandates:
        found += _team(case, day) + _placements(case, day) + _executors(mandates, day)
        found += [one for check in further_checks for one in check(case, mandates, day)]
    found += _proceedings(case, mandates, day)
    return sorted(found, key=lambda one: not one.alarm)


def _of_mandate(mandate: Mandate, day: date) -> list[Finding]:
    name, url = mandate.get_kind_display(), mandate.get_absolute_url()
    found = []
    if mandate.first_term_amount is None and mandate.every_months is None:
        found.append(Finding(f"«{name}» non ha né termine né periodicità: {mandate.no_term_reason}", url))
    if not mandate.executor.active:
        found.append(Finding(f"«{name}»: l'unità che lo esegue non è più attiva.", url, alarm=True))
    moved = mandate.order.proceeding.transferred_to_id is not None
    if moved and mandate.recipient_id == mandate.order.proceeding.office_id:
        found.append(
            Finding(f"«{name}» riferisce ancora all'ufficio di prima del trasferimento.", url, alarm=True)
        )
    elif mandate.recipient.valid_to is not None and mandate.recipient.valid_to < day:
        found.append(Finding(f"«{name}» riferisce a un ufficio soppresso.", url, alarm=True))
    if mandate.kind == MandateKind.AFFIDAMENTO_SERVIZIO and not mandate.acts.all():
        acts = reverse("courts:mandate_acts", args=[mandate.pk])
        found.append(Finding(f"«{name}»: nessun atto è attribuito.", acts))
    return found


def _team(case: Case, day: date) -> list[Finding]:
    if TeamMember.objects.in_force(day).filter(case=case).exists():
        return []
    url = reverse("cases:case_team", args=[case.pk])
    return [Finding("Ci sono incarichi attivi ma nessuno è nell'équipe del caso.", url, alarm=True)]


def _executors(mandates: list[Mandate], day: date) -> list[Finding]:
    """Mandates whose executor is a unit in which nobody works."""
    units = {mandate.executor_id for mandate in mandates}
    staffed = set(Membership.objects.in_force(day).filter(unit__in=units).values_list("unit_id", flat=True))
    return [
        Finding(
            f"«{mandate.get_kind_display()}» è senza esecutore: nell'unità indicata non lavora nessuno.",
            mandate.get_absolute_url(),
            alarm=True,
        )
        for mandate in mandates
        if mandate.executor.active and mandate.executor_id not in staffed
    ]


def _placements(case: Case, day: date) -> list[Finding]:
    """Foster care and communities that reached month 20 without a proposal."""
    rows = Deadline.objects.open().filter(case=case, origin__startswith="foster:").due_by(day)
    return [
        Finding(
            f"Collocamento: la proposta di proroga o chiusura era da fare entro {day_of(due_on)}.",
            reverse("courts:mandate_proposal", args=[int(origin.split(":")[1])]),
            alarm=True,
        )
        for origin, due_on in rows.values_list("origin", "due_on")
    ]


def _proceedings(case: Case, mandates: list[Mandate], day: date) -> list[Finding]:
    """Proceedings that need a curatore speciale and have none."""
    kinds: dict[int, set[str]] = defaultdict(set)
    for mandate in mandates:
        kinds[mandate.order.proceeding_id].add(mandate.kind)
    rows = Proceeding.objects.filter(cases=case, closed_on=None, transferred_to=None)
    found = []
    for proceeding in rows.prefetch_related("roles", "numbers__register").order_by("pk"):
        if reasons := curator_missing(proceeding, kinds[proceeding.pk], day):
            url = reverse("courts:proceeding_curator", args=[proceeding.pk])
            text = f"Manca il curatore speciale nel procedimento {proceeding.label}: {'; '.join(reasons)}."
            found.append(Finding(text, url, alarm=True))
    return found
