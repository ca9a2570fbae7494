"""Mail from outside: taken in beside the receipts, examined file by file, then sorted by a person.

Nothing is deleted, and nothing of it changes the state of a dispatch.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from cases.uploads import CheckedFile, UploadRefusedError, checked_document
from courts.envelopes import checked_paper, is_envelope
from courts.models import Office, Order
from reports.actions.alarms import close_alarms, raise_alarm, readable
from reports.enums import UNSORTED_STATES, AlarmKind, MailState
from reports.mailboxes import has_sorters
from reports.models import Dispatch, IncomingAttachment, IncomingMail, Mailbox, Receipt
from reports.pec.content import Letter, Part, enclosed, letter_of
from reports.pec.kinds import INCOMING, Kind
from reports.pec.receipts import Classified

NOTHING = Letter("", "", "", (), ())


@transaction.atomic
def receive(*, receipt: Receipt, found: Classified) -> IncomingMail | None:
    """Make the message of an envelope; None when it is a receipt, or in quarantine.

    The sender of an envelope is what the provider certified; that of ordinary mail is only what it says.
    """
    if found.kind not in INCOMING or receipt.quarantined:
        return None
    letter = read_letter(receipt)
    certified = found.kind is Kind.BUSTA and found.daticert is not None
    sender = found.daticert.mittente if found.daticert and certified else letter.sender
    subject = found.daticert.oggetto if found.daticert and certified else letter.subject
    mail = IncomingMail(
        receipt=receipt,
        mailbox=receipt.mailbox,
        certified=certified,
        sender=readable(sender)[:254],
        subject=readable(subject or letter.subject),
        office=Office.objects.filter(pec__iexact=sender).first() if certified and sender else None,
        answers=_answered(receipt.mailbox, letter, sender) if certified else None,
        received_at=receipt.certified_at or receipt.read_at,
    )
    mail.full_clean(exclude=["state"])
    mail.save()
    return mail


def read_letter(receipt: Receipt) -> Letter:
    """What a message says and brings; empty when nothing of it can be read."""
    inner = enclosed(bytes(receipt.raw))
    try:
        return letter_of(inner) if inner is not None else NOTHING
    except ValueError:
        return NOTHING


def _answered(mailbox: Mailbox, letter: Letter, sender: str) -> Dispatch | None:
    """The dispatch this answers: by our Message-ID or the provider's own, and only from whom we wrote to."""
    ids = list(letter.references)
    ours = [f"<{one}>" for one in ids]
    rows = Dispatch.objects.filter(mailbox=mailbox, recipient__iexact=sender)
    named = Q(message_id__in=ours) | Q(receipts__identificativo__in=ids, receipts__quarantined=False)
    return rows.filter(named).defer("message").order_by("pk").first() if ids else None


# --- The files ------------------------------------------------------------------------------------------
def examine_new(*, limit: int = 50) -> int:
    """Check the files of the messages nobody has examined yet. Safe to run twice at once."""
    rows = IncomingMail.objects.filter(examined_at=None).order_by("pk").values_list("pk", flat=True)[:limit]
    return sum(examine(mail_id=pk) for pk in list(rows))


@transaction.atomic
def examine(*, mail_id: int) -> bool:
    """Open every file of one message as any upload is opened, and note what the check said. Once."""
    mail = (
        IncomingMail.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("receipt")
        .filter(pk=mail_id, examined_at=None)
        .first()
    )
    if mail is None:
        return False
    IncomingAttachment.objects.bulk_create(
        [_examined(mail, part) for part in read_letter(mail.receipt).parts]
    )
    mail.examined_at = timezone.now()
    mail.save(update_fields=["examined_at"])
    return True


def _examined(mail: IncomingMail, part: Part) -> IncomingAttachment:
    row = IncomingAttachment(mail=mail, position=part.position, name=part.name, size=len(part.content))
    row.sha256 = hashlib.sha256(part.content).hexdigest()
    try:
        checked = checked_part(part)
        row.content_type, row.sha256 = checked.content_type, checked.sha256
    except UploadRefusedError as refusal:
        row.refusal = readable(" ".join(refusal.messages))
    return row


def checked_part(part: Part) -> CheckedFile:
    """A part of a message, checked as if a person had brought it; a signed envelope gives the PDF inside.

    Raises UploadRefusedError.
    """
    upload = SimpleUploadedFile(part.name, part.content)
    if is_envelope(part.content, part.name):
        return checked_paper(upload)
    return checked_document(upload)


# --- The sweep ------------------------------------------------------------------------------------------
def watch_mail() -> None:
    """What must be noticed by itself about mail from outside, every minute. Safe to run twice."""
    examine_new()
    settle_registrations()
    tell_unsorted()


def settle_registrations() -> int:
    """Messages whose order is registered by now: the very file stands among the orders of the case."""
    rows = IncomingMail.objects.filter(state=MailState.IN_REGISTRAZIONE).prefetch_related("attachments")
    return sum(_settled(mail) for mail in rows)


@transaction.atomic
def _settled(mail: IncomingMail) -> bool:
    files = [row.sha256 for row in mail.attachments.all()]
    if not Order.objects.filter(cases=mail.case_id, file_sha256__in=files).exists():
        return False
    current = IncomingMail.objects.select_for_update().get(pk=mail.pk)
    if current.state != MailState.IN_REGISTRAZIONE:
        return False
    current.assign()
    current.save(update_fields=["state"])
    return True


def tell_unsorted() -> int:
    """One alarm per mailbox with messages nobody has sorted in time, and one where nobody could."""
    limit = timezone.now() - timedelta(days=settings.PEC_UNSORTED_DAYS)
    unsorted = Q(incoming__state__in=sorted(UNSORTED_STATES))
    rows = Mailbox.objects.annotate(
        waiting=Count("incoming", filter=unsorted),
        late=Count("incoming", filter=unsorted & Q(incoming__received_at__lt=limit)),
    )
    return sum(_tell(mailbox) for mailbox in rows)


def _tell(mailbox: Mailbox) -> int:
    late: int = mailbox.late  # type: ignore[attr-defined]
    waiting: int = mailbox.waiting  # type: ignore[attr-defined]
    _keep_alarm(mailbox, AlarmKind.UNSORTED_MAIL, bool(late), f"Messaggi: {late}")
    stranded = bool(waiting) and not has_sorters(mailbox)
    _keep_alarm(mailbox, AlarmKind.NO_SORTER, stranded, "Indicare l'unità nella scheda della casella.")
    return late


def _keep_alarm(mailbox: Mailbox, kind: AlarmKind, wanted: bool, note: str) -> None:
    if wanted:
        raise_alarm(kind=kind, mailbox=mailbox, note=note)
    else:
        close_alarms(kinds=[kind], mailbox=mailbox)
