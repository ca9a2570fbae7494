from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.documents import add_document, add_version, move_document
from cases.document_reading import folders_of
from cases.models import Document
from cases.search import find_documents
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


def test_a_protocol_is_taken_over_and_never_invented(world) -> None:
    known = {
        "direction": "ricevuto",
        "correspondent": "Tribunale per i minorenni",
        "protocol_number": "0001234/2026",
        "protocol_date": date(2026, 3, 2),
        "protocol_office": "Comune di Alfa",
    }
    document = add_document(
        case=world.case, folder="entrata", title="Decreto", file=FILE, by=world.owner, **known
    )
    plain = add_document(case=world.case, folder="entrata", title="Lettera", file=FILE, by=world.owner)
    ((_, filed),) = folders_of(world.case)
    ways = {one.document.pk: one.way for one in filed}
    assert ways[document.pk] == (
        "Ricevuto · Tribunale per i minorenni · prot. 0001234/2026 del 02/03/2026 (Comune di Alfa)"
    )
    assert (plain.protocol_number, ways[plain.pk]) == ("", "")
    with pytest.raises(ValidationError) as refusal:
        move_document(document=plain, by=world.owner, protocol_date=date(2026, 3, 2))
    assert "numero di protocollo" in str(refusal.value)


def test_versions_keep_what_was(world) -> None:
    first = add_document(case=world.case, folder="accordi", title="Patto", file=FILE, by=world.owner)
    second = add_version(document=first, file=FILE, by=world.coordinator)
    third = add_version(document=second, file=FILE, by=world.owner)
    ((label, (filed,)),) = folders_of(world.case)
    assert (label, filed.document, filed.earlier) == ("Calendari e accordi", third, [second, first])
    assert (third.version, third.title) == (3, "Patto")
    # Two people at once: the second is told.
    for act in (
        lambda: add_version(document=first, file=FILE, by=world.owner),
        lambda: move_document(document=first, title="Altro", by=world.owner),
    ):
        with pytest.raises(ValidationError):
            act()
    assert [hit.title for hit in find_documents(world.owner, "patto")] == ["Patto"]
    with pytest.raises(PermissionDenied):
        add_version(document=third, file=FILE, by=world.reader)
