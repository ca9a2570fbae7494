"""A report in each state, its dispatches, their proofs and the mail about them: part of `full_world`."""

import hashlib
from datetime import date

from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from cases.models import (
    Case,
)
from cases.uploads import CheckedFile
from courts.enums import Channel
from courts.models import Mandate
from reports.actions.addressees import add_addressee
from reports.actions.approval import give_back
from reports.actions.bulk import start_batch
from reports.actions.editions import make_edition
from reports.actions.outbox import send_again
from reports.actions.proofs import prove_delivery
from reports.actions.writing import add_block, comment
from reports.enums import BlockKind
from reports.models import (
    Dispatch,
    Edition,
    FrozenReport,
)
from tests.factories.courts import PDF, MandateFactory, OfficeFactory
from tests.factories.dispatches import failed_dispatch, outcome_of
from tests.factories.reports import (
    approved,
    incoming_mail,
    mandate_for,
    opened_report,
    ready,
    submitted,
    written,
)


def reports_of(case: Case, owner: User, lead: User) -> dict[str, Model]:
    """A report in each state: one mandate, one cycle each."""
    mandate = MandateFactory(
        cases=[case],
        order=mandate_for([case]).order,
        starts_on=date(2024, 1, 10),
        first_term_amount=None,
        every_months=3,
    )
    draft, waiting, returned, sent = (opened_report(mandate, n) for n in (1, 2, 3, 4))
    frozen = approved(sent, author=owner, approver=lead)
    rows = {
        "report": draft,
        "block": add_block(report=draft, kind=BlockKind.FATTO, by=owner),
        "comment": comment(report=draft, by=owner, text="Aspetto la scuola."),
        "waiting_report": ready(submitted(waiting, owner)),
        "returned_report": give_back(report=submitted(returned, owner), by=lead, text="Da completare."),
        "approved_report": sent,
        "frozen": frozen,
        "edition": _edition(frozen, lead),
        "dispatch": failed_dispatch(frozen),
        "addressee": add_addressee(report=waiting, office=OfficeFactory(), principal=False, by=owner),
        **_by_hand(mandate, owner, lead),
        "batch": start_batch(reports=[waiting], by=lead),
    }
    written(draft, owner)
    return rows | outcome_of(rows["dispatch"]) | _mail(rows["dispatch"])


def _edition(frozen: FrozenReport, lead: User) -> Edition:
    """A copy for one party, its PDF as if a worker had made it."""
    row = make_edition(
        frozen=frozen,
        party="difensore",
        reason="Richiesta della parte",
        children=[],
        blocks=[],
        parts=["proposals"],
        words=[],
        by=lead,
    )
    Edition.objects.filter(pk=row.pk).update(
        pdf=PDF, pdf_sha256=hashlib.sha256(PDF).hexdigest(), rendered_at=timezone.now()
    )
    row.refresh_from_db()
    return row


def _by_hand(mandate: Mandate, owner: User, lead: User) -> dict[str, Model]:
    """Two reports that no certified mail carries: one still to deliver, one with its proof."""
    found = []
    for cycle in (5, 6):
        frozen = approved(opened_report(mandate, cycle), author=owner, approver=lead)
        first = failed_dispatch(frozen)
        found.append(send_again(dispatch=first, by=lead, channel=Channel.A_MANO))
    file = CheckedFile(PDF, "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    proof = prove_delivery(
        dispatch=found[1], by=owner, file=file, done_at=timezone.now(), performed_by="Operatrice di prova"
    )
    return {"manual_dispatch": found[0], "proof": proof}


def _mail(dispatch: Dispatch) -> dict[str, Model]:
    """A message from outside that is in the case."""
    mail = incoming_mail(dispatch.box, case=dispatch.frozen.report.case)
    return {"mail": mail, "mail_attachment": mail.attachments.get()}
