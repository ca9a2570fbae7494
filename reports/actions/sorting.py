"""What a person makes of a message from outside: documents of a case, an order, or nothing for anybody."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.actions.documents import add_document
from cases.models import Case
from cases.permissions import require_change
from cases.uploads import CheckedFile
from courts.actions.pending import keep_upload
from courts.models import PendingUpload
from reports.actions.incoming import checked_part, read_letter
from reports.enums import MailState
from reports.models import IncomingAttachment, IncomingMail
from reports.pec.content import Part


@transaction.atomic
def file_mail(
    *, mail: IncomingMail, case: Case, attachments: list[IncomingAttachment], folder: str, by: User
) -> IncomingMail:
    """Put a message, and its chosen files as documents, into a case.

    Raises ValidationError for a file that did not pass the check and for a message sorted already.
    """
    mail = _locked(mail)
    require_change(by, [case])
    if not mail.is_unsorted:
        raise ValidationError("Questo messaggio è già stato smistato.")
    for row in attachments:
        document = add_document(
            case=case, folder=folder, title=_title(mail, row), file=_checked(mail, row), by=by
        )
        row.document = document
        row.save(update_fields=["document"])
    mail.assign()
    return _handled(mail, case, by)


@transaction.atomic
def start_order(*, mail: IncomingMail, case: Case, attachment: IncomingAttachment, by: User) -> PendingUpload:
    """Hand a PDF over to the registration of an order on this case, where it waits like any chosen file.

    The message is done when the order is registered: the sweep recognises the file.
    """
    mail = _locked(mail)
    require_change(by, [case])
    if not mail.is_unsorted:
        raise ValidationError("Questo messaggio è già stato smistato.")
    if not attachment.is_pdf:
        raise ValidationError("Un provvedimento si registra da un PDF che ha superato il controllo.")
    waiting = keep_upload(file=_checked(mail, attachment), name=attachment.name, case=case, by=by)
    if mail.state == MailState.NUOVA:
        mail.start_registration()
    _handled(mail, case, by)
    return waiting


@transaction.atomic
def archive_mail(*, mail: IncomingMail, note: str, by: User) -> IncomingMail:
    """It belongs to no case; it stays where it is, with the reason. Raises ValidationError once sorted."""
    mail = _locked(mail)
    if mail.state != MailState.NUOVA:
        raise ValidationError("Questo messaggio è già stato smistato.")
    mail.archive()
    return _handled(mail, None, by, note)


def may_go_back(mail: IncomingMail) -> bool:
    """Whether a message can be sorted anew. One query for a message in a case."""
    if mail.state == MailState.ASSEGNATA:
        documents = mail.attachments.exclude(document=None)
        moments = list(documents.values_list("document__withdrawn_at", flat=True))
        return bool(moments) and all(moments)
    return mail.state in (MailState.ARCHIVIATA, MailState.IN_REGISTRAZIONE)


@transaction.atomic
def put_back(*, mail: IncomingMail, by: User) -> IncomingMail:
    """Look at it again: an archived message, a registration that nobody finished, or one that was put into the wrong
    case, once its documents have been taken away there."""
    mail = _locked(mail)
    if not may_go_back(mail):
        raise ValidationError("Questo messaggio non si può rimettere da smistare.")
    mail.attachments.update(document=None)
    mail.put_back()
    return _handled(mail, None, by)


def content_of(attachment: IncomingAttachment) -> CheckedFile:
    """The bytes of a file that passed the check. Raises ValidationError for any other."""
    return _checked(attachment.mail, attachment)


def _locked(mail: IncomingMail) -> IncomingMail:
    return IncomingMail.objects.select_for_update(of=("self",)).select_related("receipt").get(pk=mail.pk)


def _part(mail: IncomingMail, row: IncomingAttachment) -> Part:
    found = next((part for part in read_letter(mail.receipt).parts if part.position == row.position), None)
    if found is None:
        raise ValidationError(f"«{row.name}» non si trova più nel messaggio.")
    return found


def _checked(mail: IncomingMail, row: IncomingAttachment) -> CheckedFile:
    if row.mail_id != mail.pk or not row.is_safe:
        raise ValidationError(f"«{row.name}» non ha superato il controllo e non si può usare.")
    return checked_part(_part(mail, row))


def _title(mail: IncomingMail, row: IncomingAttachment) -> str:
    day = f"{timezone.localtime(mail.received_at):%d/%m/%Y}"
    return f"{row.name[:150]} (PEC ricevuta il {day})"


def _handled(mail: IncomingMail, case: Case | None, by: User, note: str = "") -> IncomingMail:
    mail.case, mail.handled_by, mail.handled_at, mail.note = case, by, timezone.now(), note
    mail.full_clean(exclude=["state"])
    mail.save(update_fields=["state", "case", "handled_by", "handled_at", "note"])
    return mail
