"""Choosing the PDF on the order form: kept aside, read, proposed; nothing saved."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from weasyprint import HTML  # noqa: TID251 - makes the paper of the test

from courts.models import Order, PendingUpload
from tests.courts.test_reading import ORDER
from tests.factories.courts import PDF, OfficeFactory


@pytest.fixture
def read(world, sign_in):
    def answer(content: bytes, name: str = "decreto.pdf"):
        url = reverse("courts:order_read", args=[world.case.pk])
        return sign_in(world.owner).post(url, {"file": SimpleUploadedFile(name, content)})

    return answer


def test_the_text_is_proposed_and_nothing_is_saved(read):
    office = OfficeFactory(name="Tribunale per i minorenni di Milano")
    paper = HTML(string=f"<pre>{ORDER}</pre>").write_pdf()
    page = read(paper).text
    assert f'data-propose="office" data-value="{office.pk}"' in page
    assert 'data-value="10/07/2026"' in page
    assert 'data-kind="indagine_psicosociale"' in page
    assert str(PendingUpload.objects.get().token) in page
    assert not Order.objects.exists()


def test_a_scan_is_said_to_be_one_and_kept(read):
    assert "scansione senza testo" in read(PDF).text
    assert PendingUpload.objects.count() == 1


def test_what_is_not_a_pdf_is_refused_in_words(read):
    page = read(b"ciao", "decreto.pdf").text
    assert "PDF" in page
    assert not PendingUpload.objects.exists()
