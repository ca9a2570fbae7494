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
from courts.enums import HearingState, MandateKind, MandateState
from courts.models import Mandate, Proceeding
from courts.terms.wording import day_of


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `url` is where it is put right."""

    text: str
    url: str
    alarm: bool = False
    why: str = ""  # how the day in the text was reckoned


# What the apps above check as well (design §2: hooks): case, its active mandates, day.
further_checks: list[Callable[[Case, Sequence[Mandate], date], list[Finding]]] = []


def findings(case: Case, today: date | None = None) -> list[Finding]:
    """Everything the checks find on one case, alarms first. A dozen queries at most, whatever it holds."""
    day = today or timezone.localdate()
    rows = Mandate.objects.filter(cases=case, state=MandateState.ATTIVO).order_by("pk")
    mandates = list(
        rows.select_related(
            "order__proceeding__office", "recipient__succeeded_by", "executor"
        ).prefetch_related("acts")
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
    if wrong := _office_fault(mandate, day):
        mend = reverse("courts:mandate_recipient", args=[mandate.pk])
        found.append(
            Finding(f"«{name}» riferisce a un ufficio non più competente: {wrong}", mend, alarm=True)
        )
    if mandate.kind == MandateKind.AFFIDAMENTO_SERVIZIO and not mandate.acts.all():
        acts = reverse("courts:mandate_acts", args=[mandate.pk])
        found.append(Finding(f"«{name}»: nessun atto è attribuito.", acts))
    return found


def _office_fault(mandate: Mandate, day: date) -> str:
    """Why the office a mandate reports to is no longer the right one."""
    proceeding, office = mandate.order.proceeding, mandate.recipient
    if proceeding.transferred_on is not None and office.pk == proceeding.office_id:
        return f"il procedimento è stato trasferito {day_of(proceeding.transferred_on)}."
    if office.ceased_by(day) and office.valid_to is not None:
        follows = f" e sostituito da {office.succeeded_by}" if office.succeeded_by else ""
        return f"{office} è stato soppresso {day_of(office.valid_to)}{follows}."
    return ""


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
            why=why,
        )
        for origin, due_on, why in rows.values_list("origin", "due_on", "explanation")
    ]


def _proceedings(case: Case, mandates: list[Mandate], day: date) -> list[Finding]:
    """Proceedings at an office that is no more, without a curatore they need, with a hearing nobody wrote of."""
    rows = Proceeding.objects.filter(cases=case).select_related("office")
    known = {
        one.pk: one for one in rows.prefetch_related("roles", "numbers__register", "hearings").order_by("pk")
    }
    kinds: dict[int, set[str]] = defaultdict(set)
    for mandate in mandates:
        kinds[_goes_on(mandate.order.proceeding_id, known)].add(mandate.kind)
    found = []
    for proceeding in known.values():
        found += _hearings(proceeding, day)
        if proceeding.ended_on is not None:
            continue
        if proceeding.office.ceased_by(day):
            url = reverse("courts:proceeding_transfer", args=[proceeding.pk])
            text = f"Il procedimento {proceeding.label} è presso un ufficio non più competente: {proceeding.office}."
            found.append(Finding(text, url, alarm=True))
        if reasons := curator_missing(proceeding, kinds[proceeding.pk], day):
            url = reverse("courts:proceeding_curator", args=[proceeding.pk])
            text = f"Manca il curatore speciale nel procedimento {proceeding.label}: {'; '.join(reasons)}."
            found.append(Finding(text, url, alarm=True))
    return found


def _goes_on(pk: int, known: dict[int, Proceeding]) -> int:
    """The last proceeding of its line among those of the case."""
    seen = set()
    while pk in known and (later := known[pk].transferred_to_id) in known and pk not in seen:
        seen.add(pk)
        pk = later or pk
    return pk


def _hearings(proceeding: Proceeding, day: date) -> list[Finding]:
    """Hearings whose day has passed and nobody wrote what came of them."""
    return [
        Finding(f"Udienza {day_of(on, 'del')}: manca l'esito.", hearing.get_absolute_url(), alarm=True)
        for hearing in proceeding.hearings.all()
        if hearing.state == HearingState.FISSATA and (on := timezone.localdate(hearing.at)) < day
    ]
