"""Approved reports in the outbox, as many as wanted, with all that a dispatch hangs on."""

import hashlib
import random
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from courts.models import Mandate
from reports.actions.outbox import queue_dispatch
from reports.enums import Encryption, ReportKind, ReportState
from reports.models import FrozenReport, Mailbox, Report
from reports.outlines import outline_for
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.courts import MandateFactory, OfficeFactory

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
# What the sandbox does with a message, and how often. Nothing that is tried again for an hour.
OUTCOMES = {
    "tribunale": 60,
    "sospeso": 30,
    "punto421": 2,
    "taglio-punto": 2,
    "perso-punto": 2,
    "rcpt550": 1,
    "casella-piena": 1,
    "doppia": 1,
}


def fill_outbox(dispatches: int, chance: random.Random, *, smtp_port: int, imap_port: int, ca: Path) -> None:
    """One case, one mandate per outcome, and a report of its own for each dispatch."""
    case = CaseFactory()
    Mailbox.objects.create(
        organisation=case.unit.organisation,
        address="prova@pec.cooperativa.example",
        username="prova@pec.cooperativa.example",
        password="sandbox",  # noqa: S106 - the sandbox's, known to everybody
        smtp_host="127.0.0.1",
        imap_host="127.0.0.1",
        smtp_port=smtp_port,
        imap_port=imap_port,
        encryption=Encryption.NONE,
        trust_pem=ca.read_text(),
    )
    author, approver = UserFactory(), UserFactory()
    mandates = {
        tag: MandateFactory(cases=[case], recipient=OfficeFactory(pec=f"{tag}@pec.giustizia.example"))
        for tag in OUTCOMES
    }
    tags = chance.choices(list(OUTCOMES), weights=list(OUTCOMES.values()), k=dispatches)
    for cycle, tag in enumerate(tags, start=1):
        _approved(mandates[tag], cycle, author.pk, approver.pk)


def _approved(mandate: Mandate, cycle: int, author: int, approver: int) -> None:
    now = timezone.now()
    report = Report.objects.create(
        case=mandate.cases.get(),
        mandate=mandate,
        cycle=cycle,
        recipient=mandate.recipient,
        kind=ReportKind.AGGIORNAMENTO,
        outline=outline_for(ReportKind.AGGIORNAMENTO, timezone.localdate()),
        period_from=timezone.localdate(),
        period_to=timezone.localdate(),
        due_on=timezone.localdate() + timedelta(days=30),
        state=ReportState.APPROVATA,
        author_id=author,
        submitted_by_id=author,
        approved_by_id=approver,
        approved_at=now,
    )
    frozen = FrozenReport.objects.create(
        report=report,
        snapshot="{}",
        snapshot_sha256=hashlib.sha256(b"{}").hexdigest(),
        frozen_at=now,
        pdf=PDF,
        pdf_sha256=hashlib.sha256(PDF).hexdigest(),
        rendered_at=now,
    )
    queue_dispatch(frozen=frozen)
