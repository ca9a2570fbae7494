"""One unique string for every protected place of a family, and who may know it (handbook safety §4)."""

import hashlib

from django.db.models import Max
from django.utils import timezone

from cases.models import (
    Address,
    Assessment,
    Barrier,
    Bond,
    BreakGlass,
    Case,
    CaseTransfer,
    Contact,
    DiaryParagraph,
    Document,
    Identifier,
    LegalProtection,
    Person,
    RecordsRequest,
    SightRequest,
)
from courts.models import Mandate, Order
from peipa.models import Objective, Plan
from reports.actions.writing import save_proposals
from reports.models import FrozenReport
from reports.pdf import render
from reports.snapshot import ReportSnapshot
from services.catalogue.models import Enrolment
from tests.factories.everything import FullWorld
from tests.factories.records import document_of
from tests.factories.reports import approved, opened_report

SECRET, RESERVED, CASE, LEADS, REVIEW = "secret", "reserved", "case", "leads", "review"
WITHDRAWN = "withdrawn"
# The first word is what one may search for, the second is what must not come back.
CANARIES = {
    SECRET: ["Zafferanella Ombrosa", "Recapituccio Sussurrante", "Notarella Velatissima"],
    RESERVED: [
        "Trespolino Bisbiglio",
        "Luogonascosto Quercione",
        "Conchi Sussurrati",
        "Petulanzio Domandone",
        "Curiosella Indagante",
    ],
    LEADS: ["Cognatella Imparentata", "Consegnuccia Traslocata"],
    REVIEW: ["Ambulanziera Affannata"],
    WITHDRAWN: ["Sbagliatino Forestiero"],
    CASE: [
        "Oldobrando Scarabattolo",
        "Diariuccio Ghiribizzo",
        "Titolone Papiraceo",
        "Incaricando Cavilloso",
        "Prosettina Relazionale",
        "Progettuccio Arcobaleno",
        "Obiettivissimo Saltimbanco",
        "Vocina Fanciullesca",
        "Motivazione Incresciosa",
        "Attivazioncella Brontolona",
        "Recapitone Palesino",
        "Legamuccio Zigzagante",
        "Decretuccio Tutelare",
        "Documentino Stampigliato",
        "Cancellierone Ordinativo",
        "Valutazioncina Approfondita",
    ],
}
# In the text of an order, which only a search shows, beside the words of its canary.
BAIT = "Lusinghevole"
MAY_KNOW = {
    SECRET: {"owner"},
    RESERVED: {"owner", "coordinator"},
    CASE: {"owner", "coordinator", "reader"},
    LEADS: {"coordinator"},  # why somebody is barred, why a case is handed over
    REVIEW: {"coordinator", "privacy"},  # why somebody came in by emergency
    WITHDRAWN: set(),  # the title of a document of another family
}


def plant(full: FullWorld) -> None:
    """Everywhere somebody's words are kept; then a report is approved that draws on all of it."""
    things, words = full.things, iter(CANARIES[CASE])
    first, last = next(words).split()
    Person.objects.filter(pk=things.case.person_id).update(first_name=first, last_name=last)
    DiaryParagraph.objects.filter(entry=things.entry).update(text=next(words))
    Document.objects.filter(pk=things.document.pk).update(title=next(words))
    gone = {"withdrawn_at": timezone.now(), "withdrawn_by": full.owner, "withdrawn_reason": "Altra famiglia"}
    foreign = document_of(things.case, full.owner)
    Document.objects.filter(pk=foreign.pk).update(title=CANARIES[WITHDRAWN][0], **gone)
    Mandate.objects.filter(pk=things.mandate.pk).update(task_text=next(words))
    save_proposals(report=things.report, by=full.owner, text=next(words))
    Plan.objects.filter(pk=things.active_plan.pk).update(title=next(words))
    Objective.objects.filter(plan=things.active_plan).update(title=next(words))
    Plan.objects.filter(pk=things.active_plan.pk).update(child_voice=next(words))
    Case.unscoped.filter(pk=things.case.pk).update(reason=next(words))
    Enrolment.objects.filter(pk=things.enrolment.pk).update(note=next(words))
    Order.objects.filter(pk=things.order.pk).update(text=f"{BAIT} disposizione: {next(words)}.")
    Contact.objects.filter(pk=things.contact.pk).update(note=next(words))
    Bond.objects.filter(pk=things.bond.pk).update(note=next(words))
    LegalProtection.objects.filter(pk=things.protection.pk).update(decree=next(words))
    # Shown on the sheet of whom the table of addresses opens.
    Identifier.objects.filter(pk=things.identifier.pk).update(note=next(words), person=things.person)
    Assessment.objects.filter(pk=things.assessment.pk).update(note=next(words))
    text, place, participants, requester, asking = CANARIES[RESERVED]
    RecordsRequest.objects.filter(pk=things.records_request.pk).update(requester=requester)
    SightRequest.objects.filter(pk=things.sight_request.pk).update(reason=asking)
    barred, handed = CANARIES[LEADS]
    Barrier.objects.filter(pk=things.barrier.pk).update(reason=barred)
    CaseTransfer.objects.filter(pk=things.transfer.pk).update(note=handed)
    BreakGlass.objects.filter(pk=things.glass.pk).update(reason=CANARIES[REVIEW][0])
    DiaryParagraph.objects.filter(entry=things.reserved_entry).update(text=text)
    things.reserved_entry.place, things.reserved_entry.participants = place, participants
    things.reserved_entry.save()
    Address.objects.filter(pk=things.secret_address.pk).update(text=f"via {CANARIES[SECRET][0]} 47")
    _, reach, note = CANARIES[SECRET]
    Contact.objects.filter(pk=things.secret_contact.pk).update(value=f"{reach}@posta.example", note=note)
    _approve_one_more(full)


def _approve_one_more(full: FullWorld) -> None:
    mandate = full.things.approved_report.mandate
    last = mandate.reports.aggregate(last=Max("cycle"))["last"]
    report = opened_report(mandate, last + 1)
    frozen = approved(report, author=full.owner, approver=full.coordinator)
    pdf = render(ReportSnapshot.from_json(frozen.snapshot))
    stored = {"pdf": pdf, "pdf_sha256": hashlib.sha256(pdf).hexdigest(), "rendered_at": timezone.now()}
    FrozenReport.objects.filter(pk=frozen.pk).update(**stored)
    full.things.approved_report, full.things.frozen = report, frozen
