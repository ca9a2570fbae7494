"""The digital signature of an approved report: the ente's own seal, or a file signed elsewhere and brought back."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reports.actions.alarms import close_alarms, raise_alarm
from reports.enums import AlarmKind, SignedForm, Signing
from reports.models import FrozenReport, Seal, SignedCopy
from reports.pades import SealError, checked, seal

MAX_BYTES = 30 * 1024 * 1024


def waiting_for_seal(*, limit: int = 200) -> list[int]:
    """Approved reports whose PDF is made and not yet sealed, oldest first."""
    rows = FrozenReport.objects.filter(signing=Signing.SEAL, pdf__isnull=False, signed=None)
    return list(rows.order_by("frozen_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def seal_report(*, frozen_id: int) -> bool:
    """Put the ente's seal on one approved PDF; True when this call did. Safe to run twice at once.

    When it does not work there is an alarm, nothing leaves, and the sweep tries again.
    """
    frozen = (
        FrozenReport.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("report__case__unit")
        .filter(pk=frozen_id, signing=Signing.SEAL, pdf__isnull=False, signed=None)
        .first()
    )
    if frozen is None:
        return False
    own = Seal.objects.filter(organisation=frozen.report.case.unit.organisation_id).first()
    try:
        if own is None:
            raise SealError("L'ente non ha un sigillo registrato.")
        content = seal(bytes(frozen.pdf or b""), archive=own.pkcs12, passphrase=own.passphrase)
    except SealError as error:
        raise_alarm(kind=AlarmKind.SEAL_FAILED, report=frozen.report, note=str(error))
        return False
    _keep(frozen, SignedForm.PADES, content, [own.subject], by=None)
    close_alarms(kinds=[AlarmKind.SEAL_FAILED], report=frozen.report)
    return True


@transaction.atomic
def bring_signed(*, frozen: FrozenReport, upload: "UploadedFile[bytes]", by: User) -> SignedCopy:
    """Take a PAdES or CAdES file signed elsewhere, if it is the approved PDF with whole signatures.

    Raises ValidationError in words when it is not, and when a signed file is there already.
    """
    current = FrozenReport.objects.select_for_update(of=("self",)).get(pk=frozen.pk)
    if current.signing != Signing.UPLOAD or current.pdf is None:
        raise ValidationError("Per questa relazione non si attende un file firmato.")
    if SignedCopy.objects.filter(frozen=current).exists():
        raise ValidationError("Il file firmato c'è già e non si può sostituire.")
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError("Il file è troppo grande: al massimo 30 MB.")
    upload.seek(0)
    content: bytes = upload.read(MAX_BYTES + 1)
    try:
        signed = checked(content, bytes(current.pdf))
    except SealError as error:
        raise ValidationError(str(error)) from error
    return _keep(current, signed.form, content, signed.signers, by=by)


def _keep(
    frozen: FrozenReport, form: SignedForm, content: bytes, signers: list[str], *, by: User | None
) -> SignedCopy:
    copy = SignedCopy(
        frozen=frozen,
        form=form,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        signers=signers,
        sealed=by is None,
        added_by=by,
        added_at=timezone.now(),
    )
    copy.full_clean(exclude=["content"])
    copy.save()
    return copy
