"""Enrolments in the seven services and the P.E.I.PA. of the children."""

from datetime import date, timedelta

from cases.models import Case
from config.demo.families import CLOSED, NEW, Family
from config.demo.orders import Docket
from courts.enums import MandateKind as M
from courts.models import Mandate
from services.catalogue.actions import activate, conclude, drop, request_service, suspend
from services.catalogue.enums import EnrolmentOrigin as O
from services.catalogue.models import ServiceKind

# Service → the mandates that ask for it; `tutela` answers to any.
ORDERED = {
    "spazio_neutro": {M.INCONTRI_PROTETTI},
    "adm": {M.ADM},
    "micro_comunita": {M.COLLOCAMENTO_COMUNITA},
}


def enrol(families: list[Family], docket: Docket, today: date) -> None:
    """Enrol the children in the services of their story."""
    kinds = {kind.slug: kind for kind in ServiceKind.objects.all()}
    for family in families:
        if family.stage in (NEW, CLOSED):
            continue
        mandates = docket.mandates.get(family.number, [])
        for place, slug in enumerate(family.story.services):
            for case in family.cases:
                _enrol(family, case, kinds[slug], place, _asked_by(slug, mandates), today)


def _asked_by(slug: str, mandates: list[Mandate]) -> Mandate | None:
    if slug == "tutela":
        return mandates[0] if mandates else None
    return next((mandate for mandate in mandates if mandate.kind in ORDERED.get(slug, ())), None)


def _enrol(
    family: Family, case: Case, kind: ServiceKind, place: int, mandate: Mandate | None, today: date
) -> None:
    if kind.order_required and mandate is None:
        return
    since = mandate.starts_on if mandate else family.opened_on + timedelta(days=20)
    origin = O.PROVVEDIMENTO if mandate else O.SPONTANEA if not place else O.SERVIZIO_SOCIALE
    asked_on = min(since + timedelta(days=2), today)
    enrolment = request_service(
        case=case, kind=kind, origin=origin, requested_on=asked_on, by=family.worker, mandate=mandate
    )
    began = asked_on + timedelta(days=10)
    turn = (family.number + place * 5) % 12
    if began > today or (turn == 7 and place):
        return
    if turn == 3 and place:
        drop(
            enrolment=enrolment,
            on=began,
            by=family.worker,
            reason="La famiglia ha trovato un'altra soluzione",
        )
        return
    activate(enrolment=enrolment, on=began, by=family.worker)
    paused = began + timedelta(days=30)
    if paused < today and turn == 5 and place:
        suspend(enrolment=enrolment, on=paused, by=family.worker, reason="Ricovero programmato della madre")
    elif paused < today and turn == 9 and place:
        conclude(enrolment=enrolment, on=paused, by=family.worker, reason="Obiettivi raggiunti")
