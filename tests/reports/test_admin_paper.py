"""Headed paper and seals in the administration: checked on the way in, never shown again."""

from io import BytesIO

import page
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from reports import pdf
from reports.models import Logo, Seal, Stationery
from reports.stationery import letterhead_of
from tests.reports import samples, seals

pytestmark = pytest.mark.django_db
ADD = "/amministrazione/reports/{}/add/"


def picture(mode: str = "RGBA", size: tuple[int, int] = (2000, 500)) -> bytes:
    out = BytesIO()
    Image.new(mode, size, (10, 60, 110, 0) if mode == "RGBA" else "white").save(out, "PNG")
    return out.getvalue()


def add(client, what: str, world, **values):
    return client.post(ADD.format(what), {"organisation": world.cooperative.pk, **values})


def test_a_logo_is_drawn_anew_and_printed_conformant(world, sign_in):
    client = sign_in(world.administrator)
    upload = SimpleUploadedFile("stemma.png", picture())
    answer = add(
        client,
        "stationery",
        world,
        signing="nessuna",
        contacts="tel. 02\nPEC",
        logo_text="Stemma",
        picture=upload,
    )
    assert answer.status_code == 302, answer.context["errors"]
    head = letterhead_of(world.cooperative, "Tutela", world.comune)
    assert (head.contacts, head.logo_text) == (("tel. 02", "PEC"), "Stemma")
    logo = Logo.objects.get(sha256=head.logo)
    with Image.open(BytesIO(bytes(logo.content))) as image:
        assert (image.mode, image.size) == ("RGB", (800, 200))
    content = pdf.render(samples.minimal(letterhead=head), logo=bytes(logo.content))
    for profile in ("2a", "ua1"):
        assert page.validate_pdf_bytes(content, profile=profile).is_compliant


@pytest.mark.parametrize("content", [b"<svg onload='x'/>", b"%PDF-1.7", picture()[:60]])
def test_what_is_no_picture_is_refused(world, sign_in, content):
    upload = SimpleUploadedFile("logo.png", content)
    answer = add(sign_in(world.administrator), "stationery", world, signing="nessuna", picture=upload)
    assert answer.status_code == 200
    assert not Stationery.objects.exists()


def test_a_seal_goes_in_encrypted_and_never_comes_out(world, sign_in):
    packed, _ = seals.archive()
    client = sign_in(world.administrator)
    wrong = SimpleUploadedFile("s.p12", packed)
    assert "non si apre" in add(client, "seal", world, archive=wrong, passphrase="no").text
    upload = SimpleUploadedFile("s.p12", packed)
    assert add(client, "seal", world, archive=upload, passphrase=seals.PASSPHRASE).status_code == 302
    own = Seal.objects.get()
    assert own.pkcs12 == seals.in_base64(packed)
    shown = client.get(f"/amministrazione/reports/seal/{own.pk}/change/").text
    assert "Sigillo di prova" in shown
    assert own.pkcs12[:40] not in shown
    assert f'value="{seals.PASSPHRASE}"' not in shown
