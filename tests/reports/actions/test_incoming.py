"""Mail from outside: taken in, examined, sorted; hostile or foreign mail changes nothing and shows to nobody."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions.documents import withdraw_document
from courts.models import Order
from reports.actions.incoming import watch_mail
from reports.actions.quarantine import rejudge_mailbox
from reports.actions.receipts import read_mailbox, take_in
from reports.actions.sending import send_dispatch
from reports.actions.sorting import archive_mail, content_of, file_mail, put_back, start_order
from reports.models import Alarm, Dispatch, IncomingMail, Mailbox, Receipt
from reports.pec.content import decoded
from reports.pec.mailbox import Fetched
from reports.pec.signature import TrustList
from reports.permissions import sorted_mailboxes, visible_mail
from reports.suggestions import case_by_reference, suggested_cases
from tests.conftest import World, member
from tests.factories.accounts import UnitFactory
from tests.factories.courts import PDF, OfficeFactory, OrderFactory
from tests.factories.reports import MailboxFactory, envelope, incoming_mail, mandate_for, provider
from tests.reports.actions.delivering import read_everything, read_until, told

pytestmark = pytest.mark.django_db
SCRIPT = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"


@pytest.fixture
def box(world: World) -> Mailbox:
    return MailboxFactory(organisation=world.cooperative, sorting_unit=world.unit)


def test_a_court_writes_and_its_files_are_checked(world, box):
    """Known sender, certified; a script in a PDF and a program are refused, the order is not."""
    office = OfficeFactory(pec="cancelleria@pec.giustizia.example")
    mail = incoming_mail(
        box,
        sender=office.pec,
        subject="R.G. 12/2026 V.G. – decreto",
        files=(("decreto.pdf", PDF), ("trappola.pdf", SCRIPT), ("a.exe", b"MZ\x90\x00" * 50)),
    )
    assert (mail.certified, mail.office, mail.state) == (True, office, "nuova")
    assert [(row.name, row.is_safe) for row in mail.attachments.all()] == [
        ("decreto.pdf", True),
        ("trappola.pdf", False),
        ("a.exe", False),
    ]
    assert content_of(mail.attachments.first()).content == PDF
    with pytest.raises(ValidationError, match="non ha superato"):
        content_of(mail.attachments.last())


def test_it_becomes_documents_of_a_case(world, box):
    mail = incoming_mail(box)
    done = file_mail(
        mail=mail, case=world.case, attachments=list(mail.attachments.all()), folder="entrata", by=world.owner
    )
    document = world.case.documents.get()
    assert (done.state, done.case, done.handled_by) == ("assegnata", world.case, world.owner)
    assert (document.folder, document.sha256) == ("entrata", mail.attachments.get().sha256)
    with pytest.raises(ValidationError, match="già stato smistato"):
        file_mail(mail=mail, case=world.case, attachments=[], folder="entrata", by=world.owner)
    # Put into the wrong case: once its documents are taken away there, it can be sorted anew.
    with pytest.raises(ValidationError, match="non si può rimettere"):
        put_back(mail=done, by=world.owner)
    withdraw_document(document=document, reason="Altra famiglia", by=world.owner)
    again = put_back(mail=done, by=world.owner)
    assert (again.state, again.case, again.attachments.get().document) == ("nuova", None, None)
    other = incoming_mail(box)
    with pytest.raises(PermissionDenied):
        file_mail(mail=other, case=world.case, attachments=[], folder="entrata", by=world.reader)
    with pytest.raises(IntegrityError), transaction.atomic():
        other.delete()


def test_it_becomes_an_order_and_the_sweep_sees_it(world, box):
    """The PDF waits for the registration; when the order is there the message is done."""
    mail = incoming_mail(box)
    waiting = start_order(mail=mail, case=world.case, attachment=mail.attachments.get(), by=world.owner)
    with waiting.file.open("rb") as file:
        assert file.read() == PDF
    watch_mail()
    mail.refresh_from_db()
    assert mail.state == "in_registrazione"
    order = OrderFactory(cases=[world.case])
    Order.objects.filter(pk=order.pk).update(file_sha256=mail.attachments.get().sha256)
    watch_mail()
    mail = IncomingMail.objects.get(pk=mail.pk)
    assert (mail.state, mail.case) == ("assegnata", world.case)


def test_what_concerns_nobody_is_archived_and_can_come_back(world, box):
    mail = archive_mail(mail=incoming_mail(box), note="Pubblicità", by=world.coordinator)
    assert (mail.state, mail.note) == ("archiviata", "Pubblicità")
    assert put_back(mail=mail, by=world.coordinator).state == "nuova"


# --- Who sees it ----------------------------------------------------------------------------------------
def test_only_who_sorts_the_mailbox_sees_what_is_in_no_case(world, box):
    """One mailbox for two titolari: the unit that the administrator named, and nobody of the other world."""
    mail = incoming_mail(box)
    clerk = member("operatore", world.unit, profession="amministrativo")
    far_lead = member("coordinatore", world.far_unit)
    see = {who for who in (world.coordinator, clerk) if mail in visible_mail(who)}
    assert see == {world.coordinator, clerk}
    for other in (world.owner, world.reader, world.stranger, world.outsider, far_lead, world.administrator):
        assert mail not in visible_mail(other)


def test_once_in_a_case_it_shows_to_who_sees_the_case(world, box):
    lead = member("coordinatore", world.other_unit)
    Mailbox.objects.filter(pk=box.pk).update(sorting_unit=world.other_unit)
    mail = incoming_mail(box, case=world.case)
    assert mail not in visible_mail(lead)
    for who in (world.owner, world.reader, world.coordinator):
        assert mail in visible_mail(who)
    assert mail not in visible_mail(world.outsider)


def test_a_mailbox_of_several_titolari_without_a_sorter_is_told(world, box):
    Mailbox.objects.filter(pk=box.pk).update(sorting_unit=None)
    incoming_mail(box)
    assert sorted_mailboxes(world.coordinator) == []
    watch_mail()
    assert set(Alarm.objects.open().values_list("kind", "mailbox")) == {("no_sorter", box.pk)}
    Mailbox.objects.filter(pk=box.pk).update(sorting_unit=world.unit)
    watch_mail()
    assert not Alarm.objects.open().exists()


def test_a_mailbox_of_one_titolare_is_sorted_by_its_units(world):
    own = MailboxFactory(organisation=world.comune)
    unit = UnitFactory(organisation=world.comune, controller=world.comune)
    lead = member("coordinatore", unit)
    MailboxFactory(organisation=world.cooperative, sorting_unit=world.unit)
    assert sorted_mailboxes(lead) == [own]
    assert own not in sorted_mailboxes(world.coordinator)


def test_after_two_days_unsorted_somebody_is_told(world, box):
    mail = incoming_mail(box)
    watch_mail()
    assert not Alarm.objects.open().exists()
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=1)):
        watch_mail()
        assert Alarm.objects.open().get().kind == "unsorted_mail"
        archive_mail(mail=mail, note="Doppia", by=world.coordinator)
        watch_mail()
    assert not Alarm.objects.open().exists()


# --- What it is about -----------------------------------------------------------------------------------
def test_cases_are_suggested_by_the_number_of_the_proceeding(world, box):
    number = mandate_for([world.case]).order.proceeding.numbers.get()
    number.proceeding.cases.add(world.case)
    mail = incoming_mail(box, subject=f"Proc. {number.number}/{number.year} V.G.")
    assert suggested_cases(world.owner, mail, "") == [world.case]
    assert suggested_cases(world.outsider, mail, "") == []
    year, serial = world.case.reference.split("/")
    assert case_by_reference(world.owner, f" {year} / {int(serial)} ") == world.case
    assert case_by_reference(world.reader, world.case.reference) is None


def test_an_answer_is_recognised_only_from_whom_we_wrote_to(sandbox, world, queued):
    """By the identifier the provider gave our message; it then shows to who sees the report."""
    dispatch = queued()
    send_dispatch(dispatch_id=dispatch.pk)
    read_everything(sandbox, dispatch, 2)
    ident = dispatch.receipts.first().identificativo
    Mailbox.objects.filter(pk=dispatch.mailbox_id).update(sorting_unit=world.unit)
    box = Mailbox.objects.get(pk=dispatch.mailbox_id)
    mail = incoming_mail(box, sender=dispatch.recipient, in_reply_to=f"<{ident}>")
    other = incoming_mail(box, sender="altri@pec.altrove.example", in_reply_to=f"<{ident}>")
    assert (mail.answers_id, other.answers) == (dispatch.pk, None)
    assert suggested_cases(world.owner, mail, "") == [world.case]


# --- Ordinary and hostile mail --------------------------------------------------------------------------
def test_ordinary_mail_is_flagged(sandbox, queued):
    """Busta di anomalia: in the inbox, its sender believed by nobody."""
    dispatch = queued("anomalia")
    send_dispatch(dispatch_id=dispatch.pk)
    read_until(sandbox, dispatch, lambda row: IncomingMail.objects.filter(mailbox=row.mailbox_id).exists())
    mail = IncomingMail.objects.get(mailbox=dispatch.mailbox_id)
    assert (mail.certified, mail.office, mail.answers, mail.subject) == (False, None, None, "posta ordinaria")
    assert not told(dispatch)


def test_the_world_of_letters_is_read_without_raising():
    assert decoded("=?utf-8?b?xx") == "=?utf-8?b?xx"
    assert decoded("a\r\nb\x00c") == "a b c"


def test_forged_mail_waits_in_quarantine_and_is_judged_again(world, box):
    """An authority that was missing from the list: after it is mended the letter appears, once."""
    raw = envelope(box, sender="tribunale@pec.giustizia.example", files=(("decreto.pdf", PDF),))
    _other, wrong = provider.__wrapped__()
    take_in(mailbox_id=box.pk, fetched=Fetched(1, raw, 7), trust=TrustList.from_pem(wrong.encode()))
    receipt = Receipt.objects.get()
    assert (receipt.quarantined, receipt.verdict, IncomingMail.objects.count()) == (True, "untrusted", 0)
    Mailbox.objects.filter(pk=box.pk).update(trust_pem=wrong)
    box.refresh_from_db()
    assert rejudge_mailbox(mailbox=box, by=world.coordinator) == (1, 0)
    Mailbox.objects.filter(pk=box.pk).update(trust_pem=provider()[1])
    box.refresh_from_db()
    assert rejudge_mailbox(mailbox=box, by=world.coordinator) == (1, 1)
    assert rejudge_mailbox(mailbox=box, by=None) == (0, 0)
    assert IncomingMail.objects.get().state == "nuova"
    assert not Alarm.objects.open().exists()
    verdicts = [(one.verdict_before, one.verdict_after) for one in receipt.judgements.all()]
    assert verdicts == [("untrusted", "untrusted"), ("untrusted", "valid")]
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(verdict="untrusted")


def test_a_receipt_judged_again_proves_what_it_proves(sandbox, queued, mailbox):
    """The delivery receipt came while its authority was missing: quarantined, then believed, with its date."""
    dispatch = queued()
    send_dispatch(dispatch_id=dispatch.pk)
    Mailbox.objects.filter(pk=mailbox.pk).update(trust_pem=provider()[1])
    read_until(sandbox, dispatch, lambda row: row.mailbox.receipts.count() == 2)
    assert (dispatch.state, told(dispatch)) == ("inviata", {"quarantine"})
    Mailbox.objects.filter(pk=mailbox.pk).update(trust_pem=sandbox.trust_path.read_text())
    mailbox.refresh_from_db()
    assert rejudge_mailbox(mailbox=mailbox, by=None) == (2, 2)
    dispatch.refresh_from_db()
    assert (dispatch.state, told(dispatch)) == ("consegnata", set())
    assert dispatch.delivered_at == dispatch.receipts.get(kind="avvenuta-consegna").certified_at


def test_a_complete_receipt_with_another_document_is_told(sandbox, queued):
    """Delivered says the provider, but not what we sent: an alarm that a person must look at."""
    dispatch = queued("contenuto-diverso")
    send_dispatch(dispatch_id=dispatch.pk)
    read_everything(sandbox, dispatch, 2)
    assert (dispatch.state, told(dispatch)) == ("consegnata", {"content_differs"})
    assert read_mailbox(mailbox_id=dispatch.mailbox_id) == 0
    assert Dispatch.objects.get(pk=dispatch.pk).delivered_at
