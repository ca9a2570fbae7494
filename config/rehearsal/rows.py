"""Approved reports in the outbox, as many as wanted, with all that a dispatch hangs on."""

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from cases.models import Case
from config.demo.reports import complete
from courts.enums import MandateKind
from courts.models import Mandate
from courts.periods import cycle
from reports.actions.approval import submit
from reports.actions.opening import open_report
from reports.actions.outbox import queue_dispatches
from reports.enums import Encryption, ReportKind, ReportState
from reports.models import Addressee, Dispatch, FrozenReport, Mailbox, Report, WorkingCopy
from reports.outlines import outline_for
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.cases import CaseFactory, TeamMemberFactory
from tests.factories.courts import MandateFactory, OfficeFactory

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
# As a worker writes it, without the wait for one: what the PDF says is not the subject here.
MADE = {"pdf": PDF, "pdf_sha256": hashlib.sha256(PDF).hexdigest()}


@dataclass
class Outbox:
    """One case, who writes and who approves, and a mailbox at the provider."""

    case: Case
    author: User
    lead: User
    mailbox: Mailbox
    mandates: dict[str, Mandate] = field(default_factory=dict)
    cycles: int = 0

    @classmethod
    def at(cls, *, smtp_port: int, imap_port: int, trust: str) -> "Outbox":
        """The rows everything else hangs on, with a mailbox at these ports."""
        case = CaseFactory()
        author, lead = UserFactory(), UserFactory()
        MembershipFactory(user=author, unit=case.unit)
        MembershipFactory(user=lead, unit=case.unit, role=Role.COORDINATORE)
        TeamMemberFactory(case=case, user=author, responsible=True)
        mailbox = Mailbox.objects.create(
            organisation=case.unit.organisation,
            address="prova@pec.cooperativa.example",
            username="prova@pec.cooperativa.example",
            password="sandbox",  # noqa: S106 - the sandbox's, known to everybody
            smtp_host="127.0.0.1",
            imap_host="127.0.0.1",
            smtp_port=smtp_port,
            imap_port=imap_port,
            encryption=Encryption.NONE,
            trust_pem=trust,
        )
        return cls(case, author, lead, mailbox)

    @transaction.atomic
    def fill(self, tags: Iterable[str]) -> list[Dispatch]:
        """A dispatch for each of these addresses, approved and with its PDF; every tenth report has two."""
        queued: list[Dispatch] = []
        waiting = list(tags)
        while waiting:
            together = [waiting.pop(0)]
            if waiting and waiting[0] not in together and self.cycles % 10 == 9:
                together.append(waiting.pop(0))
            queued += self._queued(*together)
        return queued

    def mandate(self, tag: str) -> Mandate:
        """The mandate whose office has this address at the sandbox."""
        if tag not in self.mandates:
            office = OfficeFactory(pec=f"{tag}@pec.giustizia.example")
            self.mandates[tag] = MandateFactory(cases=[self.case], recipient=office)
        return self.mandates[tag]

    def _queued(self, tag: str, *others: str) -> list[Dispatch]:
        """Frozen rows written as they stand after an approval, the dispatches by the product's own action."""
        mandate, now, today = self.mandate(tag), timezone.now(), timezone.localdate()
        self.cycles += 1
        report = Report.objects.create(
            case=self.case,
            mandate=mandate,
            cycle=self.cycles,
            recipient=mandate.recipient,
            kind=ReportKind.AGGIORNAMENTO,
            outline=outline_for(ReportKind.AGGIORNAMENTO, today),
            period_from=today,
            period_to=today,
            due_on=today + timedelta(days=30),
            state=ReportState.IN_APPROVAZIONE,
            author=self.author,
            submitted_by=self.author,
        )
        report.covered.set([self.case])
        for other in others:
            office = self.mandate(other).recipient
            Addressee.objects.create(report=report, office=office, added_by=self.author)
        Report.objects.filter(pk=report.pk).update(
            state=ReportState.APPROVATA, approved_by=self.lead, approved_at=now
        )
        frozen = FrozenReport.objects.create(
            report=report,
            snapshot="{}",
            snapshot_sha256=hashlib.sha256(b"{}").hexdigest(),
            frozen_at=now,
            rendered_at=now,
            **MADE,
        )
        return queue_dispatches(frozen=frozen)

    def waiting(self) -> Report:
        """A report that waits for approval, written whole and with its working copy."""
        mandate = MandateFactory(
            cases=[self.case],
            recipient=OfficeFactory(pec="tribunale@pec.giustizia.example"),
            kind=MandateKind.AGGIORNAMENTO,
            starts_on=timezone.localdate() - timedelta(days=160),
            first_term_amount=None,
            every_months=6,
        )
        report = open_report(mandate=mandate, cycle=cycle(mandate, 1), by=None)
        if report is None:
            raise ValueError("The report of the rehearsal is open already.")
        report = submit(report=complete(report, self.author), by=self.author)
        made = MADE | {"rendered_at": timezone.now(), "text": "BOZZA"}
        WorkingCopy.objects.filter(report=report).update(**made)
        return Report.objects.get(pk=report.pk)


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


def drawn(dispatches: int, chance: random.Random) -> list[str]:
    """An address for each dispatch, most of them of the kind that simply works."""
    return chance.choices(list(OUTCOMES), weights=list(OUTCOMES.values()), k=dispatches)
