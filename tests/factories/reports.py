"""Reports are opened by the product's own action; these put the record around them."""

import hashlib
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from importlib import import_module
from uuid import uuid4

import factory
from cryptography.hazmat.primitives.serialization import Encoding
from django.apps import apps
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.enums import Role
from accounts.models import User
from cases.models import Case
from config.pec_sandbox.authority import Identity, new_authority, new_signer
from config.pec_sandbox.envelopes import Mail, new_identifier, transport_envelope
from courts.enums import MandateKind
from courts.models import Mandate
from courts.periods import cycle
from reports.actions.approval import approve, sign_second, submit
from reports.actions.copies import request_copy
from reports.actions.incoming import examine
from reports.actions.opening import open_report
from reports.actions.receipts import keep
from reports.actions.writing import add_block, save_block, save_proposals
from reports.completeness import not_answered
from reports.coverage import mandates_asked
from reports.enums import BlockKind, Encryption, MailState
from reports.models import Block, FrozenReport, IncomingMail, Mailbox, Outline, Report, WorkingCopy
from reports.pec.mailbox import Fetched
from reports.pec.signature import TrustList
from reports.permissions import second_profession
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.cases import TeamMemberFactory
from tests.factories.courts import PDF, MandateFactory, OrderFactory, ProceedingNumberFactory
from tests.pec import Sandbox

TODAY = date(2026, 11, 22)


class MailboxFactory(DjangoModelFactory):
    """A mailbox nobody answers at; `sandbox_mailbox` makes one of the running sandbox."""

    class Meta:
        model = Mailbox

    organisation = factory.SubFactory(OrganisationFactory)
    address = factory.Sequence(lambda n: f"casella{n}@pec.cooperativa.example")
    username = factory.SelfAttribute("address")
    password = "prova"
    smtp_host = imap_host = "127.0.0.1"
    smtp_port = imap_port = 1
    encryption = Encryption.NONE


def sandbox_mailbox(sandbox: Sandbox, address: str, **fields: object) -> Mailbox:
    """The ente's mailbox at the running sandbox."""
    return MailboxFactory(
        address=address,
        password=sandbox.password,
        smtp_port=sandbox.smtp_port,
        imap_port=sandbox.imap_port,
        trust_pem=sandbox.trust_path.read_text(),
        **fields,
    )


def outlines_of_the_product() -> None:
    """The outlines the product starts with: a test with a real browser leaves their table empty."""
    if not Outline.objects.exists():
        import_module("reports.migrations.0004_outlines").load(apps, None)


def mandate_for(cases: list, **fields: object) -> Mandate:
    """A six-monthly update about these cases, from an order of a numbered proceeding."""
    outlines_of_the_product()
    order = OrderFactory(cases=cases)
    ProceedingNumberFactory(proceeding=order.proceeding)
    values = {
        "order": order,
        "cases": cases,
        "kind": MandateKind.AGGIORNAMENTO,
        "starts_on": date(2026, 6, 1),
        "first_term_amount": None,
        "every_months": 6,
    }
    return MandateFactory(**(values | fields))


def opened_report(mandate: Mandate, n: int = 1) -> Report:
    """The report of one cycle, opened as the scheduled job opens it."""
    report = open_report(mandate=mandate, cycle=cycle(mandate, n), by=None, today=TODAY)
    assert report is not None
    return report


def written(report: Report, by: User) -> Report:
    """Complete: a paragraph of each kind, an answer to each mandate, the proposals."""
    fact = add_block(
        report=report,
        kind=BlockKind.FATTO,
        by=by,
        text="Il minore frequenta la scuola.",
        source="Visita del 01/10/2026",
    )
    add_block(
        report=report,
        kind=BlockKind.DICHIARAZIONE,
        by=by,
        text="«Mi trovo bene.»",
        speaker="Il minore",
    )
    evaluated(report, by, fact)
    answer_mandates(report, by)
    report.refresh_from_db()
    return save_proposals(report=report, by=by, text="Si propone la prosecuzione dell'intervento.")


def evaluated(
    report: Report, by: User, fact: Block, text: str = "La situazione è in miglioramento."
) -> Block:
    """An evaluation that rests on a fact."""
    block = add_block(
        report=report,
        kind=BlockKind.VALUTAZIONE,
        by=by,
        text=text,
        evaluator=by.get_full_name(),
        profession=by.profession,
    )
    return save_block(block=block, expected_version=1, by=by, facts=[fact])


def answer_mandates(report: Report, by: User) -> None:
    """A paragraph for each mandate that has none, where the outline asks for it."""
    section = report.outline.sections.filter(covers_mandates=True).first()
    if section is None:
        return
    answered = set(report.blocks.exclude(text="").values_list("mandate", flat=True))
    for mandate in not_answered(mandates_asked(report, list(report.covered.all())), answered):
        add_block(
            report=report,
            kind=BlockKind.FATTO,
            by=by,
            section=section,
            mandate=mandate,
            text="Incontri svolti come richiesto.",
            source="Registro del servizio",
        )


def submitted(report: Report, by: User) -> Report:
    """Complete and waiting for approval."""
    return submit(report=written(report, by), by=by)


def approved(report: Report, *, author: User, approver: User) -> FrozenReport:
    """Frozen, with its dispatch in the outbox."""
    return approve(report=ready(submitted(report, author)), by=approver)


def ready(report: Report) -> Report:
    """As if a worker had made the working copy, and signed where a second signature is asked for."""
    content = b"%PDF-1.7 copia di lavoro"
    WorkingCopy.objects.filter(pk=request_copy(report=report).pk).update(
        pdf=content, pdf_sha256=hashlib.sha256(content).hexdigest(), rendered_at=timezone.now(), text="BOZZA"
    )
    wanted = second_profession(report)
    if wanted is not None and report.second_signed_by is None:
        return sign_second(report=report, by=second_signer(report, wanted))
    return report


def second_signer(report: Report, profession: str) -> User:
    """Somebody of that profession on every case of the report."""
    signer = UserFactory(profession=profession)
    MembershipFactory(user=signer, unit=report.case.unit, role=Role.OPERATORE)
    for case in report.covered.all():
        TeamMemberFactory(case=case, user=signer)
    return signer


@cache
def provider() -> tuple[Identity, str]:
    """A provider's signer and, as PEM, the authority that vouches for it."""
    authority = new_authority("Autorità di prova")
    return new_signer(authority), authority.certificate.public_bytes(Encoding.PEM).decode()


def envelope(
    mailbox: Mailbox,
    *,
    sender: str,
    subject: str = "Provvedimento",
    text: str = "Si trasmette.",
    files: tuple[tuple[str, bytes], ...] = (),
    in_reply_to: str = "",
) -> bytes:
    """A certified message from `sender`, signed by `provider()`."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, mailbox.address, subject
    message["Message-ID"] = f"<{uuid4().hex}@pec.giustizia.example>"
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    mail = Mail(
        sender=sender,
        recipients=((mailbox.address, "certificato"),),
        subject=subject,
        message_id=message["Message-ID"],
        receipt_kind="completa",
        identificativo=new_identifier(),
        raw=message.as_bytes(),
        at=timezone.now(),
    )
    return transport_envelope(mail, mailbox.address, provider()[0])


def incoming_mail(mailbox: Mailbox, *, case: Case | None = None, **letter: object) -> IncomingMail:
    """A message a court has sent, with one PDF; with `case`, sorted already."""
    values = {"sender": "tribunale@pec.giustizia.example", "files": (("provvedimento.pdf", PDF),)} | letter
    raw = envelope(mailbox, **values)  # type: ignore[arg-type]
    trust = TrustList.from_pem(provider()[1].encode())
    last = mailbox.receipts.order_by("-uid").values_list("uid", flat=True).first() or 0
    mail = keep(mailbox, Fetched(last + 1, raw, 7), trust).incoming
    examine(mail_id=mail.pk)
    if case is not None:
        IncomingMail.objects.filter(pk=mail.pk).update(state=MailState.ASSEGNATA, case=case)
    return IncomingMail.objects.get(pk=mail.pk)
