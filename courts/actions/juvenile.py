"""Messa alla prova (art. 28 D.P.R. 448/1988) and the educational project of art. 25 R.D.L. 1404/1934."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from cases.actions.deadlines import move_deadlines, open_deadline
from cases.models import Deadline
from courts.actions.own_duties import deadlines_of
from courts.due_changes import followers
from courts.enums import JUVENILE_KINDS, MandateKind, MandateState
from courts.legal_numbers import legal_number
from courts.models import JuvenileProject, Mandate
from courts.permissions import require_change_of
from courts.reckoning import due
from courts.terms import Direction, DueDate, Rolling, Term, Unit, add_months
from courts.terms.wording import day_of

NOT_A_PROJECT = "Solo una messa alla prova o un progetto ex art. 25 ha questo progetto."


@transaction.atomic
def write_project(
    *,
    mandate: Mandate,
    starts_on: date,
    ends_on: date,
    hearing_on: date | None,
    family_involvement: str,
    commitments: str,
    roles: str,
    reparation: str,
    serious: bool = False,
    by: User,
) -> JuvenileProject:
    """Write the project of a mandate, or change it; the final report falls due before the hearing.

    `serious` is the longer trial, for crimes punished with life or at least 12 years. Raises PermissionDenied,
    and ValidationError by field: too long, a mandatory part missing (d.lgs. 272/1989 art. 27).
    """
    found = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    require_change_of(by, found)
    if found.kind not in JUVENILE_KINDS:
        raise ValidationError(NOT_A_PROJECT)
    project = JuvenileProject.objects.filter(mandate=found).first() or JuvenileProject(mandate=found)
    project.starts_on, project.ends_on, project.hearing_on = starts_on, ends_on, hearing_on
    project.family_involvement, project.commitments = family_involvement, commitments
    project.roles, project.reparation = roles, reparation
    if faults := _faults(found, project, serious):
        raise ValidationError(faults)
    project.full_clean()
    project.save()
    _keep_final_report(found, project)
    return project


def _faults(mandate: Mandate, project: JuvenileProject, serious: bool) -> dict[str, str]:
    faults: dict[str, str] = {}
    if project.ends_on <= project.starts_on:
        return {"ends_on": "La fine viene dopo l'inizio."}
    if project.hearing_on is not None and project.hearing_on < project.starts_on:
        faults["hearing_on"] = "L'udienza finale viene dopo l'inizio del progetto."
    if mandate.kind == MandateKind.PROGETTO_MAP:
        if not project.reparation.strip():
            faults["reparation"] = "Nella messa alla prova anche questa parte è obbligatoria."
        number = legal_number("map-durata-grave" if serious else "map-durata", project.starts_on)
        last = add_months(project.starts_on, number.amount)
        if project.ends_on > last:
            faults["ends_on"] = (
                f"La messa alla prova dura al massimo {number.amount} mesi, fino {day_of(last, 'al')} "
                f"({number.source})."
            )
    return faults


def final_report_due(project: JuvenileProject) -> DueDate:
    """When the final report must be ready: days before the hearing or, until it is fixed, before the end."""
    day = project.hearing_on or project.ends_on
    number = legal_number("udienza-preparazione", day)
    return due(
        day, Term(number.amount, Unit(number.unit), direction=Direction.BACKWARD, rolling=Rolling.EARLIER)
    )


def final_reports_due(today: date, lead_days: int) -> list[tuple[Mandate, date]]:
    """The projects whose final report falls due within `lead_days` of `today`, or fell due before, soonest
    first, each with its day. Two queries."""
    rows = Deadline.objects.open().due_by(today + timedelta(days=lead_days))
    origins = rows.filter(origin__startswith="juvenile:").order_by("due_on", "origin")
    found = {int(origin.split(":")[1]): on for origin, on in origins.values_list("origin", "due_on")}
    mandates = Mandate.objects.filter(juvenile_project__isnull=False).in_bulk(found)
    return [(mandates[pk], on) for pk, on in found.items() if pk in mandates]


def _keep_final_report(mandate: Mandate, project: JuvenileProject) -> None:
    found, origin = final_report_due(project), mandate.final_origin()
    known = deadlines_of(mandate).filter(origin=origin).first()
    if known is not None and known.due_on != found.due_on:
        move_deadlines(origin=origin, due_on=found.due_on, note=f"Ora: {found.explanation}")
        for follow in followers:
            follow(mandate, None, found.due_on)
    if mandate.state != MandateState.ATTIVO:
        return
    for case in mandate.cases.all():
        open_deadline(
            case=case,
            title="Relazione finale sul progetto",
            due_on=found.due_on,
            origin=origin,
            explanation=found.explanation,
            by=None,
        )
