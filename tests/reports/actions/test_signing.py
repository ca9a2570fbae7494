"""What leaves is signed as the ente does; without the signature nothing leaves."""

import base64
import hashlib
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from reports.actions.rendering import render_report
from reports.actions.sending import pending_ids
from reports.actions.signing import bring_signed, seal_report, waiting_for_seal
from reports.evidence import bundle
from reports.leaving import file_that_leaves
from reports.models import FrozenReport, Seal, SignedCopy, Stationery
from reports.pades import apart, certified
from tests.factories.reports import MailboxFactory, approved
from tests.reports import seals

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(world) -> Seal:
    packed, _ = seals.archive()
    who = certified(packed, seals.PASSPHRASE)
    return Seal.objects.create(
        organisation=world.cooperative,
        pkcs12=seals.in_base64(packed),
        passphrase=seals.PASSPHRASE,
        subject=who.subject,
        valid_from=who.valid_from,
        valid_to=who.valid_to,
    )


def frozen_with(world, report, signing: str) -> FrozenReport:
    MailboxFactory(organisation=world.cooperative)
    Stationery.objects.create(organisation=world.cooperative, signing=signing)
    frozen = approved(report, author=world.owner, approver=world.coordinator)
    assert render_report(frozen_id=frozen.pk)
    frozen.refresh_from_db()
    return frozen


def test_the_seal_is_put_on_once_and_then_it_leaves(world, report, own):
    frozen = frozen_with(world, report, "sigillo")
    assert pending_ids() == []
    assert waiting_for_seal() == [frozen.pk]
    assert seal_report(frozen_id=frozen.pk)
    assert not seal_report(frozen_id=frozen.pk)
    assert len(pending_ids()) == 1
    leaving = file_that_leaves(frozen)
    assert leaving.content.startswith(bytes(frozen.pdf))
    assert leaving.sha256 == hashlib.sha256(leaving.content).hexdigest() != frozen.pdf_sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedCopy.objects.update(content=b"altro")
    with zipfile.ZipFile(BytesIO(bundle(frozen, b"%PDF-"))) as archive:
        assert archive.read(f"firmata/{leaving.name}") == leaving.content


def test_without_a_seal_somebody_is_told_and_nothing_leaves(world, report):
    frozen = frozen_with(world, report, "sigillo")
    assert not seal_report(frozen_id=frozen.pk)
    assert frozen.report.alarms.get(closed_at=None).kind == "seal_failed"
    assert pending_ids() == []


def test_a_file_signed_elsewhere_is_taken_once_and_only_if_it_is_the_approved_one(
    world, report, own, sign_in
):
    frozen = frozen_with(world, report, "caricata")
    assert pending_ids() == []
    signed = signed_elsewhere(bytes(frozen.pdf), own)
    with pytest.raises(ValidationError, match="non contiene il PDF approvato"):
        bring_signed(frozen=frozen, upload=SimpleUploadedFile("a.pdf", b"%PDF-altro"), by=world.owner)
    page = sign_in(world.owner).post(
        f"/relazioni/{report.pk}/firma/", {"upload": SimpleUploadedFile("nome.pdf", b"%PDF-altro")}
    )
    assert "non contiene il PDF approvato" in page.text
    done = sign_in(world.owner).post(
        f"/relazioni/{report.pk}/firma/", {"upload": SimpleUploadedFile("nome.pdf", signed)}
    )
    assert done.status_code == 302
    assert frozen.signed.added_by == world.owner
    assert sign_in(world.owner).get(f"/relazioni/{report.pk}/file-che-parte/").content == signed
    assert len(pending_ids()) == 1
    with pytest.raises(ValidationError, match="non si può sostituire"):
        bring_signed(frozen=frozen, upload=SimpleUploadedFile("a.pdf", signed), by=world.owner)


def signed_elsewhere(content: bytes, own: Seal) -> bytes:
    """As a desktop program signs: it adds a field of its own."""
    signer = signers.SimpleSigner.load_pkcs12_data(base64.b64decode(own.pkcs12), [], own.passphrase.encode())
    metadata = signers.PdfSignatureMetadata(field_name="Firma1")
    out = IncrementalPdfFileWriter(BytesIO(content))
    return apart(lambda: signers.sign_pdf(out, metadata, signer=signer)).getvalue()
