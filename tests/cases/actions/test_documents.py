import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.documents import add_document, move_document
from cases.models import Document
from cases.uploads import CheckedFile

FILE = CheckedFile(b"ciao", "text/plain", 4, "0" * 64)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_the_stored_name_tells_nothing(world) -> None:
    document = add_document(
        case=world.case, folder="sanitari", title="Referto di Anna", file=FILE, by=world.owner
    )
    assert document.file.name == f"cases/{world.case.pk}/{document.storage_key}"
    assert document.file.read() == b"ciao"
    assert (document.size, document.content_type) == (4, "text/plain")


def test_moving_leaves_the_file_as_it_came(world) -> None:
    document = add_document(case=world.case, folder="altro", title="Carta", file=FILE, by=world.owner)
    moved = move_document(document=document, folder="scuola", title="Pagella", by=world.owner)
    assert (moved.folder, moved.title, moved.file.name) == ("scuola", "Pagella", document.file.name)


def test_who_reads_does_not_add(world) -> None:
    with pytest.raises(PermissionDenied):
        add_document(case=world.case, folder="altro", title="Carta", file=FILE, by=world.reader)
    assert not Document.objects.exists()


def test_a_folder_that_is_not_there(world) -> None:
    with pytest.raises(ValidationError):
        add_document(case=world.case, folder="cassetto", title="Carta", file=FILE, by=world.owner)
