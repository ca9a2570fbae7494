"""Files with a note, the note in a few seconds, and the key to what a telephone keeps."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cases import records_sources
from cases.draft_lock import key_of
from cases.models import DiaryAttachment, DiaryDraft, DiaryEntry, Person, RecordsItem
from cases.uploads import EICAR
from tests.cases.test_uploads import archive
from tests.cases.views.test_diary import typed, url
from tests.factories.records import copies_of


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photograph() -> bytes:
    """As a telephone takes it, with its maker and where it was."""
    exif, out = Image.Exif(), BytesIO()
    exif[0x010F] = "MarcaSegreta"
    Image.new("RGB", (30, 20), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(client, world, *files: bytes, **fields):
    uploads = [SimpleUploadedFile(f"../../etc/passwd{n}", content) for n, content in enumerate(files)]
    return client.post(url("diary_create", world.case.pk), typed(attachments=uploads, **fields))


def test_two_files_with_a_note_for_two_siblings(world, sign_in) -> None:
    client = sign_in(world.owner)
    assert send(client, world, photograph(), b"Lettera", siblings=[str(world.sibling.pk)]).status_code == 302
    entry = DiaryEntry.objects.get(case=world.case)
    picture, letter = DiaryAttachment.objects.all()
    assert {picture.entry, letter.entry} == {entry}  # not in the sibling's file
    assert b"MarcaSegreta" not in picture.file.read()
    assert "passwd" not in picture.file.name + letter.file.name
    address = url("attachment_file", world.case.pk, entry.pk, letter.pk)
    answer = client.get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="allegato-{letter.pk}.txt"'
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert address in client.get(url("case_diary", world.case.pk)).text
    # A request for the record finds it, with its text.
    offered = list(records_sources.attachments(world.owner, world.case))
    assert [row.object_id for row in offered] == [picture.pk, letter.pk]
    assert records_sources.attachment_text(world.case, letter.pk).passages == ("Lettera",)
    assert records_sources.attachment_text(world.sibling, letter.pk) is None
    # Served through the entry: a reserved one hides its files, another case's address finds nothing.
    assert sign_in(world.reader).get(address).status_code == 200
    DiaryEntry.objects.filter(pk=entry.pk).update(reserved=True)
    assert sign_in(world.reader).get(address).status_code == 404
    other = DiaryEntry.objects.get(case=world.sibling)
    assert client.get(url("attachment_file", world.sibling.pk, other.pk, letter.pk)).status_code == 404


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (EICAR, "programma dannoso"),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.text", "a": bytes(30_000_000)}), "enorme"),
        (b"MZ\x90\x00" + bytes(100), "tipo accettato"),
        (b"", "vuoto"),
    ],
)
def test_files_that_are_refused_keep_the_words(world, sign_in, content, message) -> None:
    answer = send(sign_in(world.owner), world, b"Lettera", content, participants="La zia Ombretta")
    assert answer.status_code == 200
    assert message in answer.text
    assert "La zia Ombretta" in answer.text
    assert "Gli allegati vanno scelti di nuovo" in answer.text
    assert not DiaryEntry.objects.exists()


def test_a_correction_may_bring_a_file_without_a_new_version(world, sign_in) -> None:
    client = sign_in(world.owner)
    send(client, world)
    entry = DiaryEntry.objects.get()
    data = typed(version="1", attachments=[SimpleUploadedFile("x", b"Lettera")])
    client.post(url("diary_correct", world.case.pk, entry.pk), data)
    entry.refresh_from_db()
    assert (entry.version, entry.attachments.count()) == (1, 1)


def test_a_file_put_there_by_mistake_is_taken_away_with_the_reason(world, sign_in) -> None:
    client = sign_in(world.owner)
    send(client, world, b"Lettera")
    entry = DiaryEntry.objects.get()
    row = entry.attachments.get()
    address = [world.case.pk, entry.pk, row.pk]
    assert list(
        client.post(url("attachment_withdraw", *address), {"reason": " "}).context["form"].errors
    ) == ["reason"]
    item = copies_of(world.case, world.owner, entry)["records_item"]
    RecordsItem.objects.filter(pk=item.pk).update(kind="allegato", object_id=row.pk)
    refused = client.post(url("attachment_withdraw", *address), {"reason": "Altra famiglia."})
    assert "richiesta di accesso del" in refused.text
    item.delete()
    page = client.post(url("attachment_withdraw", *address), {"reason": "Altra famiglia."}, follow=True)
    assert f"tolto il {timezone.localdate():%d/%m/%Y} da {world.owner}: Altra famiglia." in page.text
    for name in ("attachment_file", "attachment_withdraw"):
        assert client.get(url(name, *address)).status_code == 404
    assert records_sources.attachment_text(world.case, row.pk) is None
    assert list(records_sources.attachments(world.owner, world.case)) == []
    row.refresh_from_db()
    assert row.file.storage.exists(row.file.name)


def test_a_note_in_a_few_seconds(world, sign_in) -> None:
    client = sign_in(world.owner)
    Person.objects.filter(pk=world.case.person_id).update(last_name="Zanna")
    Person.objects.filter(pk=world.sibling.person_id).update(last_name="Abate")
    choice = client.get(url("quick_choose")).text
    assert choice.index("Abate ") < choice.index("Zanna "), "as in an address book"
    client.post(url("diary_quick", world.case.pk), {"kind": "telefonata", "facts": "Ha chiamato."})
    entry = DiaryEntry.objects.get()
    assert (entry.kind, entry.paragraphs.get().text, entry.reserved) == ("telefonata", "Ha chiamato.", False)


def test_what_was_begun_in_the_whole_form_is_not_cut_to_the_quick_one(world, sign_in) -> None:
    client = sign_in(world.owner)
    client.post(url("diary_draft", world.case.pk), typed(place="Casa della nonna"))
    assert client.get(url("diary_quick", world.case.pk)).url == url("diary_create", world.case.pk)
    DiaryDraft.objects.all().delete()
    client.post(url("diary_draft", world.case.pk), {"facts": "Appena iniziata"})
    assert "Appena iniziata" in client.get(url("diary_quick", world.case.pk)).text


def test_the_key_to_an_older_copy_is_the_same_person_s_alone(world, sign_in) -> None:
    """After a new sign-in the same name gives the same key; to a colleague on the same device another one."""
    page = sign_in(world.owner).get(url("diary_quick", world.case.pk)).context["lock"]
    again, other = sign_in(world.owner), sign_in(world.colleague)
    assert again.post(reverse("cases:draft_key"), {"name": page.name}).json() == {"key": page.key}
    assert other.post(reverse("cases:draft_key"), {"name": page.name}).json() != {"key": page.key}
    assert again.get(url("diary_quick", world.case.pk)).context["lock"].name != page.name
    assert key_of(world.owner, page.name) == page.key
    for name in ("", "x" * 23, "a\0" * 11, "../" * 8):
        assert again.post(reverse("cases:draft_key"), {"name": name}).status_code == 400
