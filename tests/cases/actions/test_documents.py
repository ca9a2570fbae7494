from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import PROTECT

from cases.actions.documents import add_document, add_version, move_document, withdraw_document
from cases.document_reading import folders_of
from cases.models import Document, RecordsItem
from cases.search import find_documents
from cases.uploads import CheckedFile
from courts.models import EmergencyStep
from reports.actions.writing import add_block
from reports.enums import BlockKind
from tests.factories.cases import DiaryEntryFactory
from tests.factories.courts import emergency_for
from tests.factories.records import copies_of, document_of
from tests.factories.reports import approved, mandate_for, opened_report

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
    (folder,) = folders_of(world.case)
    ways = {one.document.pk: one.way for one in folder.filed}
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
    (folder,) = folders_of(world.case)
    (filed,) = folder.filed
    assert (folder.label, filed.document, filed.earlier) == ("Calendari e accordi", third, [second, first])
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


def test_who_takes_a_document_away_and_how(world) -> None:
    first = add_document(case=world.case, folder="accordi", title="Patto", file=FILE, by=world.owner)
    other = add_document(case=world.case, folder="accordi", title="Calendario", file=FILE, by=world.owner)
    last = add_version(document=first, file=FILE, by=world.owner)
    refused = [
        (last, "Altra famiglia", world.reader, PermissionDenied, None),
        (last, "Altra famiglia", world.stranger, PermissionDenied, None),
        (last, " ", world.owner, ValidationError, "si dice perché"),
        (first, "Altra famiglia", world.owner, ValidationError, "una versione più recente"),
    ]
    for document, reason, who, error, words in refused:
        with pytest.raises(error, match=words):
            withdraw_document(document=document, reason=reason, by=who)
    assert Document.objects.count() == 3
    withdraw_document(document=last, reason=" Altra famiglia ", by=world.coordinator)
    assert list(world.case.documents.all()) == [other]
    for row in Document.with_withdrawn.exclude(pk=other.pk):
        assert (row.withdrawn_by, row.withdrawn_reason) == (world.coordinator, "Altra famiglia")
        assert row.file.read() == b"ciao"
    for act in (
        lambda: withdraw_document(document=last, reason="Di nuovo", by=world.owner),
        lambda: add_version(document=last, file=FILE, by=world.owner),
        lambda: move_document(document=last, title="Altro", by=world.owner),
    ):
        with pytest.raises(ValidationError, match="è stato tolto"):
            act()


def test_a_document_that_is_needed_stays_and_the_refusal_says_where(world) -> None:
    # The messages of certified mail may be sorted anew; every other row that points here keeps the document.
    pointing = {
        field.related_model._meta.label
        for field in Document._meta.get_fields(include_hidden=True)
        if getattr(field, "on_delete", None) is PROTECT
    }
    rows = ("courts.EmergencyStep", "reports.Block", "reports.IncomingAttachment")
    assert pointing == {"cases.Document", *rows}
    document = document_of(world.case, world.owner)
    last = add_version(document=document, file=FILE, by=world.owner)

    def refused(words: str) -> None:
        with pytest.raises(ValidationError, match=words):
            withdraw_document(document=last, reason="Altra famiglia", by=world.owner)

    step = emergency_for([world.case], world.owner).steps.get(kind="trasmissione")
    EmergencyStep.objects.filter(pk=step.pk).update(document=document)
    refused("È la prova del passo «Trasmissione")
    EmergencyStep.objects.filter(pk=step.pk).update(document=None)
    item = copies_of(world.case, world.owner, DiaryEntryFactory(case=world.case))["records_item"]
    RecordsItem.objects.filter(pk=item.pk).update(kind="documento", object_id=document.pk)
    refused("richiesta di accesso del")
    item.delete()
    report = opened_report(mandate_for([world.case]))
    add_block(report=report, kind=BlockKind.FATTO, document=last, by=world.owner)
    refused("non ancora approvata: toglilo prima da lì")
    approved(report, author=world.owner, approver=world.coordinator)
    refused(f"della relazione n. {report.pk}, già approvata")
