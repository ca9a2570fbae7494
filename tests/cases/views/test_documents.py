"""The files of a case through the gate."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import AccessLog
from cases import records_sources
from cases.actions.documents import add_document, add_version
from cases.models import Document
from cases.search import find_documents
from cases.uploads import CheckedFile

PNG = io.BytesIO()
Image.new("RGB", (5, 5)).save(PNG, "PNG")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def added(world, kind: str = "text/plain", title: str = "Verbale", folder: str = "accordi") -> Document:
    file = CheckedFile(b"contenuto", kind, 9, "0" * 64)
    return add_document(case=world.case, folder=folder, title=title, file=file, by=world.owner)


def url(name: str, *args: int) -> str:
    return reverse(f"cases:{name}", args=args)


@pytest.mark.parametrize("name", ["case_documents", "document_file", "document_preview"])
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("reader", 200), ("stranger", 404)])
def test_who_reads(world, sign_in, name, who, status) -> None:
    args = (
        [world.case.pk] if name == "case_documents" else [world.case.pk, added(world, "application/pdf").pk]
    )
    assert sign_in(getattr(world, who)).get(url(name, *args)).status_code == status


@pytest.mark.parametrize("name", ["document_create", "document_move"])
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("reader", 403), ("stranger", 404)])
def test_who_adds_and_moves(world, sign_in, name, who, status) -> None:
    args = [world.case.pk] if name == "document_create" else [world.case.pk, added(world).pk]
    assert sign_in(getattr(world, who)).get(url(name, *args)).status_code == status


@pytest.mark.parametrize("name", ["case_documents", "document_create", "document_file"])
def test_nobody_unknown(world, client, name) -> None:
    args = [world.case.pk, added(world).pk] if name == "document_file" else [world.case.pk]
    assert client.get(url(name, *args)).status_code == 302


def test_a_document_is_not_found_under_another_case(world, sign_in) -> None:
    document = added(world, "application/pdf")
    for name in ("document_file", "document_preview", "document_move"):
        assert sign_in(world.owner).get(url(name, world.sibling.pk, document.pk)).status_code == 404


def test_a_download_is_an_attachment_without_a_name_of_anybody(world, sign_in) -> None:
    document = added(world, title="../../etc/passwd Anna\u202e")
    answer = sign_in(world.owner).get(url("document_file", world.case.pk, document.pk))
    assert answer["Content-Disposition"] == f'attachment; filename="documento-accordi-{document.pk}.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == b"contenuto"
    assert AccessLog.objects.filter(action="cases:document_file", case_ids=[world.case.pk]).exists()


def test_only_pdf_and_pictures_are_shown_in_the_browser(world, sign_in) -> None:
    client = sign_in(world.owner)
    shown = client.get(url("document_preview", world.case.pk, added(world, "image/png").pk))
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"].startswith("sandbox;")
    assert client.get(url("document_preview", world.case.pk, added(world).pk)).status_code == 404


def send(client, world, content: bytes, **fields):
    data = {"title": "Foto del disegno", "folder": "altro", "file": SimpleUploadedFile("a.pdf", content)}
    return client.post(url("document_create", world.case.pk), {**data, **fields})


def test_adding_a_picture(world, sign_in) -> None:
    client = sign_in(world.owner)
    assert send(client, world, PNG.getvalue()).status_code == 302
    assert Document.objects.get().content_type == "image/png"
    assert "Foto del disegno" in client.get(url("case_documents", world.case.pk)).content.decode()


@pytest.mark.parametrize(
    ("content", "fields", "message"),
    [
        (b"MZ\x90\x00" + bytes(100), {}, "non è di un tipo accettato"),
        (b"%PDF-1.7 rotto %%EOF", {}, "non è un PDF leggibile"),
        (b"", {}, "vuoto"),
        (b"testo", {"title": ""}, "obbligatorio"),
        (b"testo", {"title": "a\0b"}, "non si possono conservare"),
        (b"testo", {"title": "x" * 201}, "200"),
        (b"testo", {"folder": "cassetto"}, "tra quelle disponibili"),
    ],
)
def test_bad_input_meets_an_italian_message(world, sign_in, content, fields, message) -> None:
    answer = send(sign_in(world.owner), world, content, **fields)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert not Document.objects.exists()


def test_what_belongs_to_no_field_is_said_once(world, sign_in) -> None:
    document = added(world)
    file = CheckedFile(b"contenuto", "text/plain", 9, "0" * 64)
    add_version(document=document, file=file, by=world.owner)
    values = {"folder": "scuola", "title": "Verbale"}
    answer = sign_in(world.owner).post(url("document_move", world.case.pk, document.pk), values)
    assert answer.text.count("una versione più recente") == 1


def test_the_list_costs_the_same_for_one_document_and_for_nine(
    world, sign_in, django_assert_max_num_queries
) -> None:
    client = sign_in(world.owner)

    def cost() -> int:
        with django_assert_max_num_queries(19) as queries:
            client.get(url("case_documents", world.case.pk))
        return len(queries)

    added(world)
    one = cost()
    for number in range(8):
        added(world, folder="scuola" if number % 2 else "accordi")
    assert cost() == one


def test_a_document_of_another_family_is_taken_away_and_shows_nowhere(world, sign_in) -> None:
    client, document = sign_in(world.owner), added(world, "application/pdf", title="Zampognaro Altrui")
    address = [world.case.pk, document.pk]
    places = [url("case_documents", world.case.pk), url("case_chronology", world.case.pk)]
    shown = client.get(url("document_withdraw", *address))
    assert "«Zampognaro Altrui», con tutte le sue versioni" in shown.text
    assert list(client.post(url("document_withdraw", *address), {"reason": " "}).context["form"].errors)
    assert all("Zampognaro" in client.get(place).text for place in places)
    assert len(find_documents(world.owner, "zampognaro")) == 1
    assert records_sources.document_text(world.case, document.pk)
    page = client.post(url("document_withdraw", *address), {"reason": "Altra famiglia."}, follow=True)
    told = f"Documento tolto il {timezone.localdate():%d/%m/%Y} da {world.owner}: Altra famiglia."
    assert told in page.text
    for name in ("file", "preview", "move", "version", "withdraw"):
        assert client.get(url(f"document_{name}", *address)).status_code == 404
    assert not any("Zampognaro" in client.get(place).text for place in places)
    assert find_documents(world.owner, "zampognaro") == []
    assert told in sign_in(world.reader).get(places[0]).text
    assert list(records_sources.documents(world.owner, world.case)) == []
    assert records_sources.document_text(world.case, document.pk) is None
